import t from 'tap'
import { escapeHtml } from '../../core/html.ts'

t.test('a text cannot leave its place in HTML', async t => {
  t.equal(
    escapeHtml(`<a href="x" title='y'>&amp;</a>`),
    '&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;'
  )
})

t.test('every place of a character is escaped', async t => {
  t.equal(escapeHtml('<<>>'), '&lt;&lt;&gt;&gt;')
})

t.test('other texts stay as they are', async t => {
  for (const text of ['', '지윤님, 안녕하세요.', 'a\nb `c` = d / e 😀']) t.equal(escapeHtml(text), text)
})
