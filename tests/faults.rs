//! `start_conversation` sends each message once and in order, whatever the network and the server do. The long run is a
//! command, see CONTRIBUTING.md.

use talkjs_tests::faults::Campaign;

#[tokio::test(flavor = "multi_thread")]
async fn every_message_arrives_once_and_in_order() {
    let report = Campaign::default().run().await.unwrap();
    println!("{report}");
    assert!(report.problems.is_empty(), "{report}");
    assert_eq!(report.succeeded + report.failed + report.dropped, 200);
    assert!(report.succeeded > 100 && report.failed > 2 && report.dropped > 2, "{report}");
    assert!(report.resumed > 2 && report.repeated > 2, "{report}");
    assert!(report.faults.len() == 13 && report.faults.values().all(|count| *count > 2), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_forgets_keys_is_noticed() {
    let campaign = Campaign { calls: 100, remembers_keys: false, ..Campaign::default() };
    let report = campaign.run().await.unwrap();
    assert!(report.problems.len() > 2, "{report}");
}
