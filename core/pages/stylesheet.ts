import { createHash } from 'node:crypto'

/**
 * The one stylesheet of the pages. Fonts are the system's; Korean breaks between words, and only what is longer than a
 * line (an address, a name) breaks inside. Colours meet WCAG 2.2 AA on both grounds, touch targets are 52 px high.
 */
export const stylesheet = `
:root {
  color-scheme: light dark;
  --ground: #f3f5f8; --card: #ffffff; --edge: #e3e7ee; --field: #ffffff; --field-edge: #7b8494; --still: #f3f5f8;
  --text: #1b2430; --soft: #525b69; --accent: #1f5fd6; --accent-over: #184fb4; --on-accent: #ffffff;
  --tint: #e8f0fe; --good: #0b7a4b; --good-tint: #e2f6ec; --bad: #c02626; --bad-tint: #fdecec;
  --shadow: 0 1px 2px rgb(16 24 40 / 6%), 0 12px 32px rgb(16 24 40 / 8%);
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #12151a; --card: #1c2129; --edge: #2b323d; --field: #151920; --field-edge: #737e8e; --still: #262c36;
    --text: #f0f3f7; --soft: #b3bcc9; --accent: #8ab4ff; --accent-over: #a9c8ff; --on-accent: #0d1f3f;
    --tint: #22314d; --good: #6ee0a8; --good-tint: #173828; --bad: #ff9a94; --bad-tint: #3a2325;
    --shadow: none;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; min-height: 100vh; min-height: 100dvh; padding: 32px 16px;
  display: flex; flex-direction: column; align-items: center; justify-content: center;
  background: var(--ground); color: var(--text);
  font: 400 16px/1.6 -apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Apple SD Gothic Neo', 'Noto Sans KR',
    'Noto Sans CJK KR', 'Malgun Gothic', NanumGothic, 'Nanum Gothic', sans-serif;
  word-break: keep-all; overflow-wrap: anywhere;
}
header { width: 100%; max-width: 440px; margin: 0 0 16px; padding: 0 4px; font-weight: 700; text-align: center; }
main {
  width: 100%; max-width: 440px; padding: 36px 32px 32px; background: var(--card);
  border: 1px solid var(--edge); border-radius: 20px; box-shadow: var(--shadow);
}
.badge {
  display: flex; align-items: center; justify-content: center; width: 56px; height: 56px; margin: 0 0 20px;
  border-radius: 50%; background: var(--tint); color: var(--accent);
}
.badge.good { background: var(--good-tint); color: var(--good); }
.badge.bad { background: var(--bad-tint); color: var(--bad); }
h1 { margin: 0 0 8px; font-size: 24px; line-height: 1.35; font-weight: 700; letter-spacing: -0.02em; }
p { margin: 0 0 8px; color: var(--soft); }
p:last-child { margin-bottom: 0; }
form { margin: 24px 0 0; }
.field { margin: 0 0 20px; }
label { display: block; margin: 0 0 6px; font-size: 15px; font-weight: 600; }
input {
  display: block; width: 100%; height: 52px; padding: 0 14px; border: 1px solid var(--field-edge); border-radius: 12px;
  background: var(--field); color: var(--text); font: inherit; font-size: 16px;
}
input[readonly], .value { background: var(--still); border-color: transparent; }
.value { margin: 0 0 20px; padding: 13px 14px; border-radius: 12px; color: var(--text); font-weight: 600; }
input[aria-invalid] { border: 2px solid var(--bad); padding: 0 13px; }
.hint, .error { margin: 6px 0 0; font-size: 14px; line-height: 1.5; }
.error { color: var(--bad); font-weight: 600; }
.summary { margin: 20px 0 0; padding: 14px 16px; border-radius: 12px; background: var(--bad-tint); border: 1px solid var(--bad); }
.summary:focus { outline: none; }
.summary p { margin: 0; color: var(--text); font-weight: 600; }
.summary ul { margin: 6px 0 0; padding: 0 0 0 18px; }
.summary li { margin: 4px 0 0; color: var(--bad); }
.summary a { color: inherit; }
button, a.button {
  display: block; width: 100%; min-height: 52px; margin: 0; padding: 10px 20px; border: 1px solid transparent;
  border-radius: 12px; background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 700;
  cursor: pointer; touch-action: manipulation;
}
button:hover, a.button:hover { background: var(--accent-over); }
a.button { margin: 24px 0 0; padding: 12px 20px; text-align: center; text-decoration: none; }
.after { margin: 16px 0 0; font-size: 14px; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
@media (max-width: 480px) {
  body { padding: 20px 12px; justify-content: flex-start; }
  main { padding: 28px 20px 24px; border-radius: 16px; }
  h1 { font-size: 22px; }
}
`

const digest = createHash('sha256').update(stylesheet).digest('base64')

/** What a page may do: have this stylesheet, and send its own form to where it came from; nothing else at all. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${digest}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'"
].join('; ')
