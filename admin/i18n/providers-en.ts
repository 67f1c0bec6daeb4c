/** How each provider calls its keys, and where its console shows them. What stands nowhere is as in `other`. */
export const providersEn = {
  other: {
    client_id: { label: 'Client ID', help: '' },
    secret: { label: 'Client secret', help: '' },
    key: { label: 'Key', help: 'Only where the provider has one.' },
    app_id: { label: 'App ID', help: '' }
  },
  kakao: {
    console: 'Kakao Developers',
    client_id: { label: 'REST API key', help: 'App › Platform key › REST API key. 32 characters, 0-9 and a-f.' },
    secret: { label: 'Client secret', help: 'App › Platform key › REST API key › Client secret.' },
    key: { label: 'Native app key', help: 'App › Platform key › Native app key. For apps on Android and iOS.' },
    app_id: { label: 'App ID', help: 'App › General. A number, by which access tokens of other apps are refused.' },
    redirect_menu: 'App › Platform key › REST API key › Kakao Login redirect URI'
  },
  naver: {
    console: 'Naver Developers',
    client_id: { label: 'Client ID', help: 'Application › your application › Overview.' },
    secret: { label: 'Client Secret', help: 'Application › your application › Overview.' },
    redirect_menu: 'Application › your application › API settings › Callback URL'
  },
  google: {
    console: 'Google Cloud Console',
    client_id: {
      label: 'Client IDs',
      help: 'Google Auth Platform › Clients. That of the web first; those of apps after it, with commas.'
    },
    secret: { label: 'Client secret', help: 'That of the web client.' },
    redirect_menu: 'Google Auth Platform › Clients › the web client › Authorized redirect URIs'
  },
  line: {
    console: 'LINE Developers Console',
    client_id: { label: 'Channel ID', help: 'The LINE Login channel › Basic settings.' },
    secret: { label: 'Channel secret', help: 'The LINE Login channel › Basic settings.' },
    redirect_menu: 'The LINE Login channel › LINE Login › Callback URL'
  },
  facebook: {
    console: 'Meta for Developers',
    client_id: { label: 'App ID', help: 'App settings › Basic.' },
    secret: { label: 'App secret', help: 'App settings › Basic.' },
    redirect_menu: 'Facebook Login › Settings › Valid OAuth Redirect URIs'
  },
  github: {
    console: 'GitHub developer settings',
    client_id: { label: 'Client ID', help: 'Developer settings › OAuth Apps › your app.' },
    secret: { label: 'Client secret', help: 'Developer settings › OAuth Apps › your app.' },
    redirect_menu: 'Developer settings › OAuth Apps › your app › Authorization callback URL'
  },
  apple: {
    console: 'Apple Developer',
    client_id: {
      label: 'Services ID and bundle IDs',
      help: 'Identifiers. The Services ID of the web first; bundle IDs of apps after it, with commas.'
    },
    secret: { label: 'Key ID', help: 'Keys › the key for Sign in with Apple. Its .p8 file belongs into the settings.' },
    key: { label: 'Team ID', help: 'Membership details. 10 characters.' },
    redirect_menu: 'Identifiers › the Services ID › Sign in with Apple › Return URLs'
  }
}
