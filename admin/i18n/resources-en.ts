/** What the tables and their pages are called, and what can be done there. */
export const resourcesEn = {
  users: {
    name: 'User |||| Users',
    fields: {
      id: 'Number',
      username: 'Username',
      email: 'E-mail address',
      first_name: 'First name',
      last_name: 'Last name',
      password: 'Password',
      is_active: 'Active',
      is_staff: 'Staff',
      is_superuser: 'Superuser',
      date_joined: 'Joined',
      last_login: 'Last login',
      has_password: 'Has a password',
      groups: 'Groups',
      providers: 'Social accounts',
      state: 'State'
    },
    filters: {
      search: 'Username, e-mail address or number',
      group: 'Group',
      joined_since: 'Joined since'
    },
    help: {
      is_active: 'Who is not active cannot log in. Better than deleting, as it can be taken back.',
      is_staff: 'May log in here, look at everything, and help people.',
      is_superuser: 'May do everything.',
      email: 'The primary address. Others are further down.',
      password: 'Without one, the person logs in by a social account, or sets one by a mail.',
      own_rights: 'Nobody changes their own rights.'
    },
    sections: { person: 'Person', rights: 'Rights', account: 'Account' },
    states: { active: 'Active', inactive: 'Inactive', staff: 'Staff', superuser: 'Superuser' },
    actions: {
      deactivate: 'Deactivate',
      deactivate_title: 'Deactivate “%{name}”?',
      deactivate_text: 'This person cannot log in any more until activated again. Nothing is deleted.',
      deactivated: '“%{name}” cannot log in any more.',
      activate: 'Activate',
      activated: '“%{name}” can log in again.',
      set_password: 'Set a password',
      set_password_title: 'A new password for “%{name}”',
      set_password_text: 'All logins of this person end. It is better to send a mail, so that nobody else knows it.',
      new_password: 'New password',
      password_set: 'The password was set.',
      send_reset: 'Send a reset mail',
      send_reset_title: 'Send a mail to “%{name}”?',
      send_reset_text: 'A link goes to %{email}, by which a new password can be chosen.',
      reset_sent: 'The mail was sent.',
      end_sessions: 'End all logins',
      end_sessions_title: 'End all logins of “%{name}”?',
      end_sessions_text: 'This person has to log in again on every device.',
      sessions_ended: 'All logins were ended.',
      trail: 'Audit trail'
    },
    delete_title: 'Delete “%{name}”?',
    delete_text: 'With all e-mail addresses, social accounts and sessions. This cannot be taken back; deactivating can.'
  },
  'email-addresses': {
    name: 'E-mail address |||| E-mail addresses',
    fields: { user: 'User', username: 'User', email: 'E-mail address', verified: 'Verified', primary: 'Primary' },
    filters: { search: 'E-mail address' },
    help: {
      verified: 'The person has shown that it is theirs.',
      primary: 'Mails go there. Each user has one; making this one primary takes it from the other.'
    },
    delete_title: 'Delete “%{name}”?',
    delete_text: 'Nobody can log in or reset a password by this address any more.'
  },
  groups: {
    name: 'Group |||| Groups',
    fields: { name: 'Name', users: 'Users' },
    filters: { search: 'Name' },
    delete_title: 'Delete the group “%{name}”?',
    delete_text: 'Its members stay, and are in it no more. This cannot be taken back.'
  },
  sessions: {
    name: 'Session |||| Sessions',
    fields: {
      username: 'User',
      method: 'Logged in by',
      created: 'Began',
      last_used: 'Last used',
      expires: 'Ends by itself',
      ended: 'Ended',
      ip_address: 'IP address',
      user_agent: 'Browser or app',
      state: 'State'
    },
    filters: { user: 'User', open: 'Open' },
    states: { open: 'Open', ended: 'Ended', expired: 'Expired' },
    end: 'End',
    end_title: 'End this session of “%{name}”?',
    end_text: 'The person has to log in again on that device.',
    ended: 'The session was ended. |||| %{smart_count} sessions were ended.'
  },
  tokens: {
    name: 'API token |||| API tokens',
    fields: { username: 'User', key: 'Key', created: 'Created' },
    filters: { user: 'User' },
    delete_title: 'Delete the token of “%{name}”?',
    delete_text: 'Whatever uses it cannot log in any more.'
  },
  'social-apps': {
    name: 'Social application |||| Social applications',
    fields: {
      provider: 'Provider',
      name: 'Name',
      client_id: 'Client ID',
      secret: 'Client secret',
      has_secret: 'Client secret',
      key: 'Key',
      app_id: 'App ID',
      sites: 'Sites'
    },
    filters: { provider: 'Provider', site: 'Site' },
    help: {
      provider: 'Those that this server was started with.',
      unknown_provider: 'This server was started without it: nobody can log in by it at present.',
      name: 'For you alone, as in “Kakao, production”.',
      sites: 'Where it counts. Without a site it is not used.',
      secret_kept: 'One is saved. Leave this empty to keep it.',
      remove_secret: 'Remove the client secret that is saved'
    },
    keys: 'Keys',
    console: 'Open %{name}',
    redirect: {
      title: 'Redirect URI to register',
      text: 'Register it at the provider exactly so, to the last “/”.',
      text_with_menu: 'Register it at the provider exactly so, to the last “/”, under %{menu}.',
      none: 'Choose a site, and its redirect URI is shown here.',
      no_provider: 'Choose a provider, and the redirect URI is shown here.'
    },
    test: {
      title: 'Test',
      text: 'Asks the provider whether it knows the keys that are saved. Nothing is changed, and nobody is logged in.',
      impossible: 'The keys of this provider can be tested only by logging in.',
      button: 'Test the keys',
      running: 'Asking the provider…',
      ok: 'All is well.',
      wrong: 'Something is wrong.',
      verdicts: { ok: 'Right', wrong: 'Wrong', 'not checked': 'Not checked' },
      menu: 'Where it is: %{menu}'
    },
    delete_title: 'Delete “%{name}”?',
    delete_text: 'Nobody can log in by it any more, and the tokens of the provider that are kept for it are deleted.'
  },
  'social-accounts': {
    name: 'Social account |||| Social accounts',
    fields: {
      username: 'User',
      provider: 'Provider',
      uid: 'Number at the provider',
      date_joined: 'Connected',
      last_login: 'Last login',
      extra_data: 'What the provider says'
    },
    filters: { search: 'Number at the provider, whole', user: 'User', provider: 'Provider' },
    delete_title: 'Disconnect this account of “%{name}”?',
    delete_text: 'The person cannot log in by it any more, and can connect it again.',
    disconnect: 'Disconnect'
  },
  'social-tokens': {
    name: 'Social token |||| Social tokens',
    fields: {
      account: 'Social account',
      username: 'User',
      provider: 'Provider',
      app: 'Social application',
      token: 'Token',
      has_refresh_token: 'Refresh token',
      expires_at: 'Ends'
    },
    filters: { user: 'User', provider: 'Provider' },
    delete_title: 'Delete this token of “%{name}”?',
    delete_text: 'The server cannot ask the provider in the name of this person until the next login.'
  },
  sites: {
    name: 'Site |||| Sites',
    fields: { id: 'Number', domain: 'Domain', name: 'Name', is_current: 'This site' },
    help: {
      domain: 'As in shop.example.com, without https://. Links in mails and redirect URIs are made of it.',
      name: 'What mails and pages call it.'
    },
    current: 'In use',
    delete_title: 'Delete the site “%{name}”?',
    delete_text: 'Social applications stay, and count for it no more. This cannot be taken back.'
  },
  events: {
    name: 'Event |||| Audit trail',
    fields: {
      id: 'Number',
      created: 'Time',
      event: 'Event',
      user: 'User',
      username: 'About',
      by: 'By',
      ip_address: 'IP address',
      user_agent: 'Browser or app',
      session_id: 'Session',
      details: 'Details'
    },
    filters: { user: 'User', event: 'Event', since: 'Since', until: 'Until' },
    nobody: 'Nobody who is known',
    changes: 'What was changed',
    field: 'Field',
    before: 'Before',
    after: 'After',
    more: 'More',
    detail: 'Detail',
    value: 'Value'
  }
}
