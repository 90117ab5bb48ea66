//! What holds on every page: names for everything that can be used, one main heading, an order of headings, no
//! overflow, readable contrast as it is really drawn, and nothing in the browser's log.

use std::error::Error;

use serde_json::{Value, json};

use crate::driver::{Browser, Looks};

type Outcome = Result<(), Box<dyn Error + Send + Sync>>;

/// Smallest contrast of text that we accept: above WCAG's AA (4.5), because pages are read in sunlight.
const CONTRAST_MIN: f64 = 5.0;
/// Smallest size of text, in CSS pixels.
const TEXT_PX_MIN: f64 = 16.0;

/// Looks at the whole page and returns its faults as sentences.
const LOOK: &str = r#"
const faults = [];
const shown = e => { const s = getComputedStyle(e); const r = e.getBoundingClientRect();
  return s.visibility !== 'hidden' && s.display !== 'none' && r.width > 1 && r.height > 1; };
if (document.querySelectorAll('h1').length !== 1) faults.push('one h1 is wanted');
if (!document.documentElement.lang) faults.push('the page has no language');
if (!document.querySelector('main')) faults.push('no main part');
if (!document.title.includes('Fieldward')) faults.push('no title');
let last = 0;
for (const h of document.querySelectorAll('h1,h2,h3,h4')) { const level = +h.tagName[1];
  if (level > last + 1) faults.push('heading skips a level: ' + h.textContent); last = level; }
const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
for (const id of new Set(ids)) if (ids.filter(x => x === id).length > 1) faults.push('id twice: ' + id);
for (const e of document.querySelectorAll('[aria-labelledby],[aria-describedby]'))
  for (const a of ['aria-labelledby', 'aria-describedby'])
    for (const id of (e.getAttribute(a) || '').split(' ').filter(Boolean))
      if (!document.getElementById(id)) faults.push(a + ' leads nowhere: ' + id);
for (const e of document.querySelectorAll('input:not([type=hidden]),select,textarea'))
  if (!(e.labels && e.labels.length) && !e.getAttribute('aria-label')) faults.push('no label: ' + e.name);
for (const e of document.querySelectorAll('a,button'))
  if (!(e.textContent.trim() || e.getAttribute('aria-label'))) faults.push('no name: ' + e.outerHTML.slice(0, 80));
for (const e of document.querySelectorAll('svg')) if (!e.getAttribute('aria-hidden') && !e.getAttribute('aria-label'))
  faults.push('picture without words');
for (const e of document.querySelectorAll('[tabindex]')) if (e.tabIndex > 0) faults.push('forced focus order');
if (document.querySelector('[style]')) faults.push('inline style');
if (document.querySelector('script')) faults.push('script');
const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
if (over > 0) { const wide = [...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)[0];
  faults.push('overflows by ' + over + ' px: ' + (wide ? wide.outerHTML.slice(0, 120) : '?')); }
const parse = c => { const m = c.match(/[\d.]+/g).map(Number); return { r: m[0], g: m[1], b: m[2], a: m[3] === undefined ? 1 : m[3] }; };
const ground = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c.a > 0.99) return c; }
  return { r: 255, g: 255, b: 255 }; };
const light = c => { const f = v => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
  return 0.2126 * f(c.r) + 0.7152 * f(c.g) + 0.0722 * f(c.b); };
const contrast = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
for (const e of document.querySelectorAll('body *')) {
  if (e.closest('svg') || ![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) || !shown(e)) continue;
  const s = getComputedStyle(e); const ratio = contrast(parse(s.color), ground(e));
  if (ratio < arguments[0]) faults.push('contrast ' + ratio.toFixed(2) + ': ' + e.textContent.trim().slice(0, 40));
  if (parseFloat(s.fontSize) < arguments[1]) faults.push('small text ' + s.fontSize + ': ' + e.textContent.trim().slice(0, 40));
}
for (const e of document.querySelectorAll('button,.button,nav a,select,input:not([type=hidden],[type=checkbox],[type=radio])'))
  if (shown(e) && e.getBoundingClientRect().height < 38) faults.push('small target: ' + e.outerHTML.slice(0, 80));
return [...new Set(faults)];
"#;

/// The page that is open has no fault.
pub async fn page(browser: &Browser, looks: Looks<'_>) -> Outcome {
    let language = browser.client.execute("return document.documentElement.lang", vec![]).await?;
    if language != json!(looks.language) {
        return Err(format!("the page speaks {language}, not {}", looks.language).into());
    }
    let width = browser.client.execute("return innerWidth", vec![]).await?;
    if width != json!(looks.width) {
        return Err(format!("the page is {width} wide, not {}", looks.width).into());
    }
    let faults = browser.client.execute(LOOK, vec![json!(CONTRAST_MIN), json!(TEXT_PX_MIN)]).await?;
    match faults {
        Value::Array(faults) if faults.is_empty() => Ok(()),
        faults => Err(format!("faults: {faults:#}").into()),
    }
}

/// The browser complained about nothing but the page that is not there: no blocked content, no failed request.
pub async fn nothing_in_the_log(browser: &Browser) -> Outcome {
    let complaints: Vec<String> =
        browser.log().await?.into_iter().filter(|line| !line.contains("/console/nothing")).collect();
    if complaints.is_empty() { Ok(()) } else { Err(format!("the browser complains: {complaints:#?}").into()) }
}
