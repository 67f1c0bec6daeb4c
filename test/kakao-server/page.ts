import type { Answer } from './answers.ts'

const stylesheet = `
body { margin: 0; padding: 24px 16px; background: #f2f2f2; color: #191919; font: 16px/1.6 system-ui, sans-serif;
  word-break: keep-all; overflow-wrap: anywhere; }
main { max-width: 420px; margin: 0 auto; padding: 28px 24px; background: #fff; border-radius: 16px; }
h1 { margin: 0 0 12px; font-size: 22px; line-height: 1.35; }
fieldset { margin: 20px 0 0; padding: 0; border: 0; }
legend { padding: 0; font-weight: 700; }
label { display: flex; gap: 10px; align-items: center; min-height: 44px; margin: 4px 0 0; }
input[type='radio'], input[type='checkbox'] { width: 20px; height: 20px; margin: 0; flex: none; }
input[type='text'], input[type='email'] { flex: 1; min-width: 0; height: 44px; padding: 0 10px; font: inherit;
  border: 1px solid #767676; border-radius: 8px; }
small { color: #595959; }
main + p { text-align: center; }
button { display: block; width: 100%; min-height: 48px; margin: 12px 0 0; border: 0; border-radius: 8px;
  background: #fee500; color: #191919; font: inherit; font-weight: 700; cursor: pointer; }
button + button { background: #ececec; }
:focus-visible { outline: 3px solid #1a5fb4; outline-offset: 2px; }
`

/** No script, and nothing from elsewhere. Not form-action: browsers apply it to where the form's answer sends them. */
const headers = {
  'content-type': 'text/html;charset=UTF-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store'
}

/** A page for people. `body` is HTML already. */
export function page(title: string, body: string, status = 200): Answer {
  return {
    status,
    headers,
    body: `<!doctype html>
<html lang="ko">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${stylesheet}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
<p><small>카카오가 아니라 에뮬레이터입니다.</small></p>
</body>
</html>
`
  }
}
