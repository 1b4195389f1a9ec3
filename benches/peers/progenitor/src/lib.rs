progenitor::generate_api!(spec = "talkjs.json");
