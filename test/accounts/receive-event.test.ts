import t from 'tap'
import { readRows } from '../helper.ts'
import { execute } from '../kakao-login.ts'
import { createWebhookApp, eventsUrl } from '../webhook-app.ts'

t.test('past 50,000 events that wait Kakao is asked to come again, and its event counts when it does', async t => {
  const { app, kakao } = await createWebhookApp(t)
  execute(
    app,
    `with recursive n(i) as (select 1 union all select i + 1 from n where i < 50000)
     insert into rest_auth_task select i, 'event', 'kakao', '1', '{"event":"user-linked","issued":0}',
       '2026-11-23 00:00:00', 0, '2999-01-01 00:00:00' from n`
  )
  const payload = await kakao.eventToken({ event: 'account-disabled', userId: '3700000001' })
  const send = () =>
    app.inject({ method: 'POST', url: eventsUrl, headers: { 'content-type': 'application/secevent+jwt' }, payload })
  const refused = await send()
  t.equal(refused.statusCode, 503)
  t.equal(refused.headers['retry-after'], '5')
  t.same(readRows(app, 'select * from rest_auth_once'), [])
  execute(app, 'delete from rest_auth_task where id = 1')
  t.equal((await send()).statusCode, 202)
})
