// Tokens that our secret signed, for somebody who is somebody else by now, or in the session of somebody else.
import t from 'tap'
import { forge } from '../core/forge-token.ts'
import { bobsPassword, obtain } from '../helper.ts'
import { claimsOf, writeRows } from '../outside.ts'
import { claims, createSurfaces, holds, refuses } from './surfaces.ts'

const good = forge({ payload: claims })
const { orig_iat: _origIat, ...notRefreshable } = claims

t.test('a number and a name that are two people’s are nobody’s', async t => {
  await refuses(t, good, {
    'the number of bob, the name of alice': forge({ payload: { ...claims, user_id: 2 } }),
    'the number of alice, the name of bob': forge({ payload: { ...claims, username: 'bob' } }),
    'the number of nobody': forge({ payload: { ...claims, user_id: 999_999 } }),
    'the name of nobody': forge({ payload: { ...claims, username: 'nobody' } }),
    'the number of the administrator': forge({ payload: { ...claims, user_id: 5 } }),
    'a disabled user': forge({ payload: { ...claims, user_id: 3, username: 'gone' } }),
    'a disabled user, without a login’s time': forge({ payload: { ...notRefreshable, user_id: 3, username: 'gone' } })
  })
})

t.test('who was renamed, deleted or disabled is nobody by their old token', async t => {
  const acts = {
    renamed: "update auth_user set username = 'alicia' where id = 1",
    'renamed, and the name given to bob':
      "update auth_user set username = case id when 1 then 'alicia' else 'alice' end where id in (1, 2)",
    disabled: 'update auth_user set is_active = 0 where id = 1',
    'no more there': 'update auth_user set id = 77 where id = 1'
  }
  for (const [what, sql] of Object.entries(acts)) {
    const surfaces = await createSurfaces(t)
    const { app, clock } = surfaces
    const own = await obtain(app)
    await holds(t, surfaces, own)
    writeRows(app, 'delete from account_emailaddress where user_id = 1')
    writeRows(app, 'delete from authtoken_token where user_id = 1')
    if (what === 'no more there') writeRows(app, 'delete from rest_auth_session')
    writeRows(app, sql)
    clock.seconds++ // What a trigger ends, it ends at the second.
    for (const token of [good, own]) t.same(await surfaces.passes(token), [], what)
  }
})

t.test('a session is its own user’s, and as long as it lasts', async t => {
  const surfaces = await createSurfaces(t)
  const { app } = surfaces
  const [own, bobs] = [await obtain(app), await obtain(app, 'bob', bobsPassword)]
  const sidOf = (token: string) => claimsOf(token).sid
  const inSession = (sid: unknown) => forge({ payload: { ...claims, sid } })
  await refuses(
    t,
    inSession(sidOf(own)),
    {
      'of bob’s session': inSession(sidOf(bobs)),
      'of bob’s session and bob’s number': forge({ payload: { ...claims, user_id: 2, sid: sidOf(bobs) } }),
      'of bob’s session and bob’s name': forge({ payload: { ...claims, username: 'bob', sid: sidOf(bobs) } }),
      'of no session': inSession('AAAAAAAAAAAAAAAAAAAAAA'),
      'of the session in another case': inSession(String(sidOf(own)).toLowerCase()),
      'of the session and a space': inSession(`${sidOf(own)} `),
      'of the session and a NUL': inSession(`${sidOf(own)}\0`),
      'of a list of the session': inSession([sidOf(own)])
    },
    surfaces
  )
  await app.inject({ method: 'POST', url: '/rest-auth/logout/', headers: { authorization: `JWT ${own}` } })
  for (const token of [own, inSession(sidOf(own))]) t.same(await surfaces.passes(token), [], 'of an ended session')
  await holds(t, surfaces, bobs)
})

t.test('where tokens are believed by their claims, what does not hold by itself is refused all the same', async t => {
  const surfaces = await createSurfaces(t, { jwtAuthCheck: 'claims' })
  await refuses(
    t,
    good,
    {
      'another key': forge({ payload: claims }, { key: 'another secret of 32 bytes or more' }),
      'no end': forge({ payload: { ...claims, exp: undefined } }),
      'no name': forge({ payload: { ...claims, username: '' } }),
      'no number': forge({ payload: { ...claims, user_id: '1' } }),
      'a session that is no text': forge({ payload: { ...claims, sid: 5 } }),
      'an audience': forge({ payload: { ...claims, aud: 'shop' } })
    },
    surfaces
  )
})
