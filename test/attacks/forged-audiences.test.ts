// RFC 8725, sections 3.8 and 3.9: issuer and audience are exactly those of the settings, or none (CVE-2025-30144).
import t from 'tap'
import { forge } from '../core/forge-token.ts'
import { claims, createSurfaces, refuses, withValues, wrongTypes } from './surfaces.ts'

t.test('where an issuer and an audience are set, anything but exactly these is refused everywhere', async t => {
  const surfaces = await createSurfaces(t, { jwtIssuer: 'https://us.example', jwtAudience: 'shop' })
  const ours = { ...claims, iss: 'https://us.example', aud: 'shop' }
  const { iss, aud } = ours
  const issuers: unknown[] = [
    ...wrongTypes,
    [iss],
    [iss, 'https://mallory.example'],
    { [iss]: 1 },
    `${iss}/`,
    `${iss}\0`,
    ` ${iss}`,
    'HTTPS://US.EXAMPLE',
    'https://us.example.mallory.example',
    'http://us.example',
    'us.example'
  ]
  const audiences: unknown[] = [
    ...wrongTypes,
    [aud],
    ['mallory', aud],
    { shop: true },
    'Shop',
    'shop ',
    'shop\0',
    'shopping',
    'sho',
    '*'
  ]
  await refuses(
    t,
    forge({ payload: ours }),
    {
      ...withValues('iss', issuers, ours),
      ...withValues('aud', audiences, ours),
      neither: forge({ payload: claims }),
      'no issuer': forge({ payload: { ...ours, iss: undefined } }),
      'no audience': forge({ payload: { ...ours, aud: undefined } }),
      'an issuer by way of __proto__': forge({
        payload: `${JSON.stringify({ ...ours, iss: undefined }).slice(0, -1)},"__proto__":{"iss":"${iss}"}}`
      }),
      'one of the two twice, the last wrong': forge({
        payload: `${JSON.stringify(ours).slice(0, -1)},"aud":"mallory"}`
      })
    },
    surfaces
  )
})

t.test('where none are set, an audience, or an issuer that is no text, is refused everywhere', async t => {
  await refuses(t, forge({ payload: { ...claims, iss: 'https://us.example' } }), {
    ...withValues(
      'iss',
      wrongTypes.filter(value => value !== '')
    ),
    ...withValues('aud', [...wrongTypes, 'shop', ['shop']])
  })
})
