//! The page for those who use no mouse, or do not see it.

use serde_json::Value;

use crate::browser::{Browser, browse};
use crate::talk::{ALICES, Talk};
use crate::webdriver::Key;

/// Everything that a keyboard must reach, in the order of the page.
const FOCUSABLE: &str = "all('a[href], button, input:not([type=hidden]), select, summary, [tabindex=\"0\"]')
    .filter((element) => element.checkVisibility())";

#[tokio::test]
async fn the_keyboard_reaches_everything_in_the_order_of_the_page() {
    browse(async |browser| {
        let talk = Talk::with_message().await;
        browser.open(&talk.page(ALICES)).await;
        let wanted: usize = browser.get(&format!("{FOCUSABLE}.length")).await;
        assert!(wanted > 10, "{wanted}");
        for index in 0..wanted {
            browser.press(Key::Tab).await;
            let reached = format!("{FOCUSABLE}.indexOf(document.activeElement)");
            assert_eq!(browser.get::<i64>(&reached).await, i64::try_from(index).unwrap());
            let outline = "(() => { const style = getComputedStyle(document.activeElement);
                return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2; })()";
            let element = "document.activeElement.outerHTML.slice(0, 200)";
            assert!(browser.get::<bool>(outline).await, "no focus to see: {}", browser.get::<String>(element).await);
        }
    })
    .await;
}

#[tokio::test]
async fn a_conversation_is_found_and_replied_to_with_the_keyboard() {
    browse(async |browser| {
        let talk = Talk::with_message().await;
        browser.open(&talk.page("user=12081")).await;
        browser.press(Key::Tab).await;
        assert_eq!(browser.get::<String>("document.activeElement.innerText").await, "Skip to the inboxes");
        browser.press(Key::Enter).await;
        browser.until("document.activeElement.id === 'main'").await;
        browser.press(Key::Tab).await;
        browser.press(Key::Enter).await;
        browser.until("one('#conversation') && document.readyState === 'complete'").await;
        while browser.get::<String>("document.activeElement.id").await != "text" {
            browser.press(Key::Tab).await;
            assert!(browser.get::<bool>("document.activeElement !== document.body").await, "the form is not reached");
        }
        browser.write("#text", "By keys").await;
        browser.press(Key::Enter).await;
        browser.until("text('#messages li:last-child').includes('By keys')").await;
        assert_eq!(talk.said().await[0], "By keys");
    })
    .await;
}

/// What is wrong with a page, of what can be checked without looking at it.
const PROBLEMS: &str = "(() => {
    const problems = [];
    const visible = (selector) => all(selector).filter((element) => element.checkVisibility());
    const check = (holds, problem) => { if (!holds) problems.push(problem); };
    check(document.documentElement.lang === 'en', 'no language');
    check(document.title, 'no title');
    for (const landmark of ['main', 'h1']) {
        check(all(landmark).length === 1, `${all(landmark).length} × ${landmark}`);
    }
    if (one('#users')) check(all('body > header').length === 1 && all('nav').length === 1, 'banner and navigation');
    let level = 0;
    for (const heading of visible('h1, h2, h3')) {
        const next = Number(heading.tagName[1]);
        check(next <= level + 1, `a level is left out before ${heading.innerText}`);
        check(heading.innerText.trim(), 'an empty heading');
        level = next;
    }
    for (const field of all('input:not([type=hidden]), select')) {
        check(field.labels.length === 1 && field.labels[0].innerText.trim(), `no label: ${field.outerHTML}`);
    }
    for (const control of visible('a, button, summary')) {
        check(control.innerText.trim(), `no name: ${control.outerHTML}`);
    }
    for (const part of all('section, nav, [role=region], ul[aria-label]')) {
        const by = part.getAttribute('aria-labelledby');
        check(part.getAttribute('aria-label') || document.getElementById(by)?.innerText.trim(), `no name: ${part.id}`);
    }
    for (const picture of all('img')) check(picture.hasAttribute('alt'), `no alt: ${picture.outerHTML}`);
    const ids = all('[id]').map((element) => element.id);
    for (const id of ids) check(ids.indexOf(id) === ids.lastIndexOf(id), `twice: ${id}`);
    return problems;
})()";

/// Texts that stand out too little from their ground.
const FAINT: &str = "(() => {
    const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    const rgba = (colour) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const ground = (element) => {
        for (let at = element; at; at = at.parentElement) {
            const colour = rgba(getComputedStyle(at).backgroundColor);
            if (colour[3] === 255) return colour;
        }
        return rgba(getComputedStyle(document.documentElement).colorScheme.includes('dark') ? 'black' : 'white');
    };
    const luminance = ([r, g, b]) => [r, g, b]
        .map((value) => value / 255)
        .map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
        .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
    const faint = new Set();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    let count = 0;
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest('.unseen')) continue;
        const [text, behind] = [rgba(getComputedStyle(element).color), ground(element)].map(luminance);
        const contrast = (Math.max(text, behind) + 0.05) / (Math.min(text, behind) + 0.05);
        count += 1;
        if (contrast < 4.5) faint.add(`${contrast.toFixed(2)} ${element.className} ${walker.currentNode.data}`);
    }
    if (count < 4) faint.add(`only ${count} texts`);
    return [...faint];
})()";

async fn assert_good(browser: &Browser, address: &str) {
    for scheme in ["light", "dark"] {
        browser.prefer(scheme).await;
        browser.open(address).await;
        let problems: Vec<String> = browser.get(PROBLEMS).await;
        assert!(problems.is_empty(), "{address}: {problems:#?}");
        let faint: Vec<String> = browser.get(FAINT).await;
        assert!(faint.is_empty(), "{address}, {scheme}: {faint:#?}");
    }
}

#[tokio::test]
async fn all_has_names_and_stands_out_from_its_ground() {
    browse(async |browser| {
        let talk = Talk::new().await;
        assert_good(&browser, &talk.page("")).await;
        crate::looks::fill(&talk).await;
        for query in ["", "user=12081", ALICES, "conversation=draft_7", "user=none&conversation=none"] {
            assert_good(&browser, &talk.page(query)).await;
        }
        assert_good(&browser, &format!("{}/_page/reset", talk.emulator.base_url())).await;
    })
    .await;
}

#[tokio::test]
async fn a_message_that_looks_like_markup_is_text() {
    browse(async |browser| {
        let talk = Talk::with_message().await;
        let evil = "<script>window.isHacked = true</script><img src=x onerror='window.isHacked = true'>";
        browser.open(&talk.page(ALICES)).await;
        talk.say("8029", evil).await;
        let shown = format!("text('#messages li:last-child .says') === {}", Value::from(evil));
        browser.until(&shown).await;
        browser.open(&talk.page(ALICES)).await;
        browser.until(&shown).await;
        assert!(browser.get::<bool>("!window.isHacked && !one('main script') && !one('main img')").await);
    })
    .await;
}
