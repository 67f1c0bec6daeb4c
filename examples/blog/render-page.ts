import { type Language, words } from './words.ts'

/** A speech bubble, drawn here: Kakao's rules ask for one in black, and let nobody change its proportions. */
const bubble = `<svg aria-hidden="true" viewBox="0 0 24 24">
<path d="M12 2.5C5.9 2.5 1 6.4 1 11.2c0 3.1 2 5.8 5.1 7.3L5 22.2c-.1.5.4.9.8.6l4.9-3.2q.6.1 1.3.1c6.1 0 11-3.8 11-8.5S18.1 2.5 12 2.5z"/>
</svg>`

/** A sentence with a place in it that the script fills. */
const around = ([before, after]: readonly [string, string], place: string) => `${before}${place}${after}`

/**
 * The page, with everything that it may come to say. It has three states, of which the script shows one: `busy`, `out`
 * and `in`. All of its words are ours, so that none needs escaping; names are filled in as text.
 */
export function renderPage(language: Language): string {
  const say = words[language]
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${say.title}</title>
<link rel="icon" href="/blog/icon.svg">
<link rel="stylesheet" href="/blog/colours.css">
<link rel="stylesheet" href="/blog/page.css">
<link rel="stylesheet" href="/blog/kakao-button.css">
<script type="module" src="/blog/main.js"></script>
</head>
<body>
<main>
<h1>${say.title}</h1>
<noscript><p>${say.noScript}</p></noscript>
<p id="trouble" role="alert" data-refused="${say.refused}" data-over="${say.over}" data-away="${say.away}" hidden></p>
<section id="busy" role="status" hidden>
<p>${say.busy}</p>
</section>
<section id="out" hidden>
<p>${say.invitation}</p>
<button id="kakao" class="kakao" type="button">${bubble}<span>${say.kakao}</span></button>
</section>
<section id="in" hidden>
<div class="who">
<span id="face" class="face" aria-hidden="true"></span>
<div>
<p class="hello">${around(say.hello, '<strong id="name"></strong>')}</p>
<p class="until">${around(say.until, '<time id="until"></time>')}</p>
</div>
</div>
<h2>${say.posts}</h2>
<ul id="posts"></ul>
<button id="log-out" class="plain" type="button">${say.logOut}</button>
</section>
<template id="post">
<li><span class="title">${around(say.post, '<span data-slot="id"></span>')}</span>
<span class="author">${around(say.author, '<span data-slot="author"></span>')}</span></li>
</template>
</main>
</body>
</html>
`
}
