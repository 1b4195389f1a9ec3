mod calendar {
    #![allow(dead_code)]
    talkjs_runtime::api! {
        spec = "spec.yaml",
        types = { jiff, "uuid" = uuid::Uuid },
        derive = { Meeting = [PartialOrd] },
        module = crate::calendar,
    }
}

use std::collections::BTreeMap;

use calendar::{MeetingRequest, payload};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

#[tokio::main]
async fn main() -> Result<(), talkjs_runtime::Error> {
    let url = std::env::var("SERVER_URL").unwrap();
    let core = talkjs_runtime::ClientCore::builder(url).without_proxies().build()?;
    let client = calendar::Client::with_core(core);

    let starts: Timestamp = "2024-01-31T13:00:00+01:00".parse().unwrap();
    let day: Date = "2024-01-31".parse().unwrap();
    let guests = BTreeMap::from([("Tom".to_owned(), Uuid::from_u128(7))]);
    let meeting = payload!(MeetingRequest { starts, "days": [day, "2024-02-29"], "lasts": "PT1H", "ends": null });
    let created = client.create_meeting(meeting.guests(guests)).send().await?;
    let found = client.get_meeting(created.id, created.days[0]).since(created.starts).send().await?;
    // What was read is sent again, without what is read-only.
    let again = client.create_meeting(MeetingRequest::from(found.clone())).send().await?;
    assert!(again == found && again <= found);
    println!("{} {} {:?} {}", found.id, found.starts.as_second(), found.ends, found.days[1].weekday() as u8);
    Ok(())
}
