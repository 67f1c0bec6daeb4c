import t from 'tap'
import { languages, message } from '../../../core/messages.ts'
import { confirmDonePage, confirmFormPage } from '../../../core/pages/confirm-email.ts'
import type { PageContext } from '../../../core/pages/layout.ts'
import { resetDonePage, resetFormPage } from '../../../core/pages/password-reset.ts'
import { deadLinkPage, troublePage } from '../../../core/pages/refusals.ts'
import { textOf } from '../../page-visits.ts'

const attack = `<img src=x onerror="alert('x')">&amp;`
const wrong = { new_password1: [message('blank')], new_password2: [message('newPasswordsDiffer')] }

/** Every page there is, about somebody of a name and an address. */
const pages: Record<string, (context: PageContext, name: string) => string> = {
  'the form for a password': (context, username) => resetFormPage(context, { username }),
  'the form with errors': (context, username) => resetFormPage(context, { username, errors: wrong }),
  'after a new password': context => resetDonePage(context),
  'the form that confirms': (context, email) => confirmFormPage(context, { email }),
  'after it was confirmed': (context, email) => confirmDonePage(context, { email }),
  'a dead link': context => deadLinkPage(context),
  trouble: ({ language, site }) => troublePage(language, { statusCode: 500, detail: site })
}

for (const [name, page] of Object.entries(pages)) {
  for (const language of languages) {
    t.test(`${name}, in ${language}`, async t => {
      const html = page({ language, site: 'The Shop' }, 'alice')

      t.test('is a whole page in that language', async t => {
        t.match(html, new RegExp(`^<!doctype html>\n<html lang="${language}">\n`))
        t.match(html, '<meta name="viewport" content="width=device-width, initial-scale=1">')
        t.equal(html.match(/<h1>/g)?.length, 1)
        t.equal(html.match(/<main>/g)?.length, 1)
        t.match(/<title>(.*)<\/title>/.exec(html)?.[1], /\S/)
        if (language === 'ko') t.match(textOf(html), /\p{Script=Hangul}/u)
        t.notMatch(textOf(html), /undefined|\{\w+\}/)
      })

      t.test('has no script, loads nothing, and leaves nothing to its address', async t => {
        t.notMatch(html, /<script|<link|<iframe|<base|javascript:|url\(|@import/i)
        t.notMatch(html, /<[^>]*\s(on\w+|style|src|action)=/i)
        t.notMatch(html, /https?:/)
      })

      t.test('has each name of an element once, and no reference to one that is not there', async t => {
        const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
        t.equal(new Set(ids).size, ids.length)
        const references = [...html.matchAll(/ (?:for|aria-describedby|href)="#?([^"]*)"/g)]
        for (const id of references.flatMap(([, list = '']) => list.split(' '))) t.ok(ids.includes(id), id)
      })

      t.test('shows as text whatever a site, a user or an address is called', async t => {
        const attacked = page({ language, site: attack }, attack)
        t.notMatch(attacked, '<img')
        t.equal(attacked.match(/</g)?.length, html.match(/</g)?.length, 'not one element more')
        if (textOf(html).includes('The Shop')) t.ok(textOf(attacked).includes(attack))
      })
    })
  }
}

t.test('a page is called by what it is for and by its site, and stands under the name of the site', async t => {
  const html = deadLinkPage({ language: 'ko', site: '동네책방' })
  t.match(html, '<title>사용할 수 없는 링크입니다 · 동네책방</title>')
  t.match(html, '<header>동네책방</header>')
})

t.test('without a site a page is called by what it is for', async t => {
  const html = troublePage('en', { statusCode: 413, detail: message('bodyTooLarge') })
  t.match(html, '<title>That did not work</title>')
  t.notMatch(html, '<header>')
})
