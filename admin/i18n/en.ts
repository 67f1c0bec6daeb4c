import { detailsEn, eventsEn } from './events-en.ts'
import { providersEn } from './providers-en.ts'
import { resourcesEn } from './resources-en.ts'

/** Our own words, in English; react-admin brings its own. */
export const en = {
  admin: {
    title: 'Administration',
    page_title: '%{page} · %{site}',
    language: 'Language',
    read_only: 'You can look at this page. Only superusers may change it.',
    none: '—',
    empty: 'There is nothing here yet.',
    acts: 'What can be done',
    this_session: 'This session'
  },
  menu: {
    label: 'Main menu',
    front: 'Front page',
    users: 'Users',
    social: 'Social login',
    site: 'Sites',
    audit: 'Audit'
  },
  login: {
    title: 'Log in',
    subtitle: 'Administration of %{site}',
    username: 'Username',
    password: 'Password',
    show_password: 'Show the password',
    hide_password: 'Hide the password',
    submit: 'Log in',
    empty_username: 'Enter your username.',
    empty_password: 'Enter your password.'
  },
  first_run: {
    title: 'Make the first superuser',
    text: 'Nobody can log in here yet, as there is no superuser. Make one on the server, in the folder of the project:',
    after: 'It asks for a username, an e-mail address and a password. Then come back to this page.',
    again: 'I have made one'
  },
  confirmation: {
    title: 'Is it you?',
    text: 'This can do harm, so enter the password of “%{username}” once more. It counts for 15 minutes.',
    password: 'Your password',
    submit: 'Go on',
    cancelled: 'Nothing was changed, as the password was not entered.'
  },
  problems: {
    unreachable: 'The server cannot be reached. Check the network and try again.',
    unexpected: 'The server gave an answer that was not expected. Try again, and look at its log.',
    logged_out: 'You have been logged out. Please log in again.',
    again: 'Try again'
  },
  copy: {
    button: 'Copy',
    button_of: 'Copy %{text}',
    done: 'Copied',
    failed: 'It could not be copied. Select it and copy it by hand.'
  },
  dashboard: {
    welcome: 'Hello, %{username}',
    users: 'Users',
    active_users: 'Active users',
    new_this_week: 'New this week',
    open_sessions: 'Open sessions',
    logins: 'Logins',
    logins_days: 'the last 30 days, by how people logged in',
    logins_text:
      '%{total} login in the last 30 days, the most on %{date}: %{most}. |||| %{total} logins in the last 30 days, the most on %{date}: %{most}.',
    no_logins: 'Nobody has logged in during the last 30 days.',
    table: 'As a table',
    date: 'Date',
    total: 'All',
    providers: 'Social accounts',
    providers_text: 'by provider',
    no_providers: 'Nobody has connected a social account yet.'
  },
  methods: {
    password: 'Password',
    admin: 'Administration',
    token: 'Token',
    registration: 'Registration',
    django: 'Django',
    issued: 'Issued by the app',
    kakao: 'Kakao',
    naver: 'Naver',
    google: 'Google',
    line: 'LINE',
    facebook: 'Facebook',
    github: 'GitHub',
    apple: 'Apple'
  },
  resources: resourcesEn,
  events: eventsEn,
  details: detailsEn,
  providers: providersEn
}

/** The same words in another language. */
export type Messages = { [Key in keyof typeof en]: Translated<(typeof en)[Key]> }
type Translated<Of> = Of extends string ? string : { [Key in keyof Of]: Translated<Of[Key]> }
