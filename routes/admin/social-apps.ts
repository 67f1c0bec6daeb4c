import type { FastifyInstance } from 'fastify'
import Type, { type Static } from 'typebox'
import { appLimits } from '../../accounts/admin/social-app-values.ts'
import { changeSocialApp, createSocialApp, deleteSocialApp } from '../../accounts/admin/social-apps.ts'
import { testSocialApp } from '../../accounts/admin/test-social-app.ts'
import type { SocialClient } from '../../accounts/social-client.ts'
import { kakaoMenus } from '../../core/kakao-menus.ts'
import { subjectName } from '../../core/messages/checks.ts'
import type { Site } from '../../db/sites.ts'
import type { AppOfSites } from '../../db/social-apps.ts'
import { originOf } from '../origin.ts'
import { adminAct } from './admin-act.ts'
import { adminResource } from './admin-resource.ts'
import { type AdminScope, adminOf } from './admin-scope.ts'
import { RedirectUris, redirectUris } from './redirect-uris.ts'

const text = (maxLength: number, description: string, example: string) =>
  Type.String({ maxLength, description, examples: [example] })
const sites = Type.Array(Type.Integer(), { description: 'The numbers of the sites that it serves.', examples: [[1]] })
const named = {
  provider: Type.String({
    minLength: 1,
    maxLength: appLimits.provider,
    description: 'One that this server has logins by.',
    examples: ['kakao']
  }),
  name: Type.String({
    minLength: 1,
    maxLength: appLimits.name,
    description: 'What it is called here.',
    examples: ['Kakao']
  })
}
const keys = {
  client_id: text(appLimits.key, 'For Kakao, the REST API key.', '0123456789abcdef0123456789abcdef'),
  key: text(
    appLimits.key,
    'For Kakao, the native app key; for Apple, the team id.',
    'fedcba9876543210fedcba9876543210'
  ),
  app_id: text(appLimits.appId, 'For Kakao, the number of the app; empty for others.', '770001')
}
const AppRow = Type.Object(
  {
    id: Type.Integer({ description: 'The number of the application.', examples: [1] }),
    ...named,
    ...keys,
    has_secret: Type.Boolean({ description: 'Whether a client secret is kept.', examples: [true] }),
    sites,
    redirect_uris: RedirectUris
  },
  { description: 'The Social application.' }
)
const AppBody = Type.Object({
  ...named,
  ...Type.Partial(Type.Object(keys)).properties,
  secret: Type.Optional(
    text(appLimits.key, 'The client secret, which is never shown again; empty to remove it.', 'nobody-knows-it')
  ),
  sites: Type.Optional(sites)
})

const optionalText = (description: string) =>
  Type.Union([Type.String({ description }), Type.Null()], { examples: [null] })
const Checks = Type.Object(
  {
    ok: Type.Boolean({ description: 'Whether nothing was found wrong.', examples: [true] }),
    checks: Type.Array(
      Type.Object({
        verdict: Type.String({ enum: ['ok', 'wrong', 'not checked'], description: 'How it is.', examples: ['ok'] }),
        subject: Type.String({ description: 'What was looked at.', examples: ['REST API key'] }),
        text: Type.String({ description: 'What was found.', examples: ['It is there, and looks like a key.'] }),
        menu: optionalText("Where it is in the provider's console."),
        copy: optionalText('What can be copied from here to there.')
      })
    )
  },
  { description: 'What was found.' }
)

/** The keys that identity providers gave: seen by the staff, without secrets, and changed and tested by superusers. */
export function adminSocialAppRoutes(scope: FastifyInstance, admin: AdminScope): void {
  const { accounts } = admin
  const { social, sites } = accounts.database
  adminResource(scope, admin, {
    path: 'social-apps',
    words: { one: 'Social application', all: 'Social applications' },
    row: AppRow,
    rules: { orderings: ['id'], defaultOrdering: 'id', filters: { provider: 'text', site: 'id' } },
    async list(query) {
      const { count, rows } = await social.listApps(query)
      const all = await sites.all()
      return { count, results: rows.map(app => appRow(app, accounts.social.clients.get(app.provider), all)) }
    },
    body: AppBody,
    create: (fields, by, origin) => createSocialApp(accounts, by, fields, origin),
    change: (id, fields, by, origin) => changeSocialApp(accounts, by, Number(id), fields, origin),
    remove: (id, by, origin) => deleteSocialApp(accounts, by, Number(id), origin)
  })

  adminAct(scope, admin, {
    path: 'social-apps',
    verb: 'test',
    summary: 'Test a Social application',
    description: 'For superusers. Looks at its keys and addresses, and asks the provider whether it knows them.',
    operationId: 'adminTestSocialApp',
    limits: ['passwords'],
    response: { 200: Checks },
    async act(id, _fields, request) {
      const origin = originOf(request)
      const { language } = origin
      const { isFine, findings } = await testSocialApp(accounts, adminOf(request), id, origin)
      const checks = findings.map(({ verdict, subject, texts, menu, copy }) => ({
        verdict,
        subject: subjectName(subject, language),
        text: texts[language],
        menu: menu === undefined ? null : kakaoMenus[menu][language],
        copy: copy ?? null
      }))
      return { ok: isFine, checks }
    }
  })
}

function appRow(app: AppOfSites, client: SocialClient | undefined, all: readonly Site[]): Static<typeof AppRow> {
  const { id, provider, name, clientId, key, secret, appId, siteIds } = app
  const own = all.filter(site => siteIds.includes(site.id))
  return {
    id,
    provider,
    name,
    client_id: clientId,
    key,
    app_id: appId,
    has_secret: secret !== '',
    sites: siteIds,
    redirect_uris: client === undefined ? [] : redirectUris(client, own)
  }
}
