import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, statSync, watch } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { pathToFileURL } from 'node:url'
import t, { type Test } from 'tap'
import { createMailTransport } from '../../accounts/mail-transport.ts'
import { renderMail } from '../../core/mails.ts'
import { linkIn, printedMails, readMails } from '../mails.ts'

const from = 'Shop <shop@example.com>'
const url = `https://shop.example/password-reset/confirm/MQ/dii1k0-b4026afcac3b609f4a7f39dbf81d5ef7/?${'x'.repeat(200)}`
const content = {
  subject: 'mailResetSubject',
  before: ['mailResetBody'],
  link: { label: 'mailResetButton', url },
  after: ['mailResetLife']
} as const
const values = { site: '가게', domain: 'shop.example', username: '지윤', hours: 72 }
const mail = renderMail('jiyun@example.com', 'ko', content, values)
const numbered = (number: number) => ({ ...mail, subject: `number ${number}` })

function toConsole() {
  const output = new PassThrough({ encoding: 'utf8' })
  return { transport: createMailTransport({ url: 'console:', from, output }), read: () => String(output.read() ?? '') }
}

t.test('the console prints a mail for people to read, its link in one piece', async t => {
  const { transport, read } = toConsole()
  t.equal(transport.isLocal, true)
  await transport.send(mail)
  const printed = read()
  t.equal(printed.split('\n\n')[0], `From: ${from}\nTo: jiyun@example.com\nSubject: [가게] 비밀번호 재설정 안내`)
  t.ok(printed.split('\n').includes(url))
  t.match(printed, '지윤님, 안녕하세요.')
  t.match(printed, /\n-{72}\n$/)
})

t.test('the console prints nothing of a mail that goes nowhere', async t => {
  const { transport, read } = toConsole()
  await transport.rehearse(mail)
  transport.close()
  t.equal(read(), '')
})

t.test('the console is the one of the process when no other is given', async t => {
  const printed = printedMails(t)
  await createMailTransport({ url: 'console:', from }).send(mail)
  t.equal(printed.length, 1)
  t.match(printed[0], url)
})

t.test('a folder gets a file for its owner alone, which a mail program opens', async t => {
  const folder = join(t.testdir(), 'mails')
  const transport = createMailTransport({ url: `file:${folder}`, from })
  t.equal(transport.isLocal, true)
  await transport.send(mail)
  const [name = '', ...more] = readdirSync(folder)
  t.strictSame(more, [])
  t.match(name, /^[\w.-]+\.eml$/)
  t.equal(statSync(join(folder, name)).mode & 0o777, 0o600)
  const [read] = await readMails(folder)
  t.match(read, {
    from: '"Shop" <shop@example.com>',
    to: 'jiyun@example.com',
    subject: '[가게] 비밀번호 재설정 안내',
    text: mail.text,
    html: mail.html
  })
  t.equal(read && linkIn(read), url)
})

t.test('a mail says that a program wrote it, so that none answers', async t => {
  const folder = t.testdir()
  await createMailTransport({ url: `file:${folder}`, from }).send(mail)
  const [name = ''] = readdirSync(folder)
  t.match(readFileSync(join(folder, name), 'utf8'), /^Auto-Submitted: auto-generated\r$/m)
})

t.test('the folder is made, and one that is there is used', async t => {
  const folder = join(t.testdir(), 'mails')
  createMailTransport({ url: `file:${folder}`, from })
  await createMailTransport({ url: pathToFileURL(folder).href, from }).send(mail)
  t.equal((await readMails(folder)).length, 1)
})

t.test('the folders above it are not made, since their names may be mistyped', async t => {
  const folder = t.testdir()
  for (const url of [`file:${join(folder, 'a/mails')}`, pathToFileURL(join(folder, 'a/mails')).href]) {
    t.throws(() => createMailTransport({ url, from }), { code: 'ENOENT' }, url)
  }
  t.strictSame(readdirSync(folder), [])
})

t.test('the names of the files are in the order of sending, also within a millisecond', async t => {
  const folder = t.testdir()
  const transport = createMailTransport({ url: `file:${folder}`, from })
  t.intercept(Date.prototype, 'toISOString', { value: () => '2026-11-23T12:00:00.000Z' })
  for (let number = 1; number <= 12; number++) await transport.send(numbered(number))
  t.strictSame(
    (await readMails(folder)).map(({ subject }) => subject),
    Array.from({ length: 12 }, (_, index) => `number ${index + 1}`)
  )
})

/** Has temporary files be made in a folder of the test, where nobody else makes any. */
function moveTemporaryFiles(t: Test, folder: string): void {
  const { TMPDIR } = process.env
  process.env.TMPDIR = folder
  t.teardown(() => {
    if (TMPDIR === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = TMPDIR
  })
}

t.test('a mail that goes nowhere is written all the same, and leaves no file behind', async t => {
  const folder = t.testdir({ mails: {}, temporary: {} })
  const [mails, temporary] = [join(folder, 'mails'), join(folder, 'temporary')]
  moveTemporaryFiles(t, temporary)
  const transport = createMailTransport({ url: `file:${mails}`, from })
  const watcher = watch(temporary)
  t.teardown(() => watcher.close())
  const made = once(watcher, 'change')
  await transport.rehearse(mail)
  t.match(await made, ['rename', /^[0-9a-f]{24}\.eml$/])
  transport.close()
  t.strictSame(readdirSync(mails), [])
  t.strictSame(readdirSync(temporary), [])
})

t.test('a file that cannot be written is an error', async t => {
  const folder = t.testdir()
  const transport = createMailTransport({ url: `file:${join(folder, 'mails')}`, from })
  t.intercept(Date.prototype, 'toISOString', { value: () => 'no/such/folder' })
  await t.rejects(transport.send(mail), { code: 'ENOENT' })
  t.strictSame(await readMails(join(folder, 'mails')), [])
})

t.test('a folder that cannot be made is an error at once', async t => {
  const folder = t.testdir({ file: '' })
  t.throws(() => createMailTransport({ url: `file:${join(folder, 'file/mails')}`, from }), { code: 'ENOTDIR' })
  t.throws(() => createMailTransport({ url: `file:${join(folder, 'file')}`, from }), { code: 'EEXIST' })
  mkdirSync(join(folder, 'mails'))
  t.throws(() => createMailTransport({ url: 'file://elsewhere/mails', from }))
})

t.test('an address with a comma in it is one address', async t => {
  const folder = t.testdir()
  const transport = createMailTransport({ url: `file:${folder}`, from })
  await transport.send({ ...mail, to: '"a,b"@example.com' })
  await transport.send({ ...mail, to: 'c@example.com, evil@example.net' })
  const [quoted, two] = await readMails(folder)
  t.equal(quoted?.to, '"a,b"@example.com')
  t.not(two?.to, 'c@example.com, evil@example.net')
  t.notMatch(two?.to, /(^|[ ,<])evil@example\.net/)
})

t.test('a subject or an address cannot bring headers of its own', async t => {
  const folder = t.testdir()
  const transport = createMailTransport({ url: `file:${folder}`, from })
  await transport.send({
    ...mail,
    subject: 'a\r\nBcc: evil@example.net\r\n\r\nx',
    to: 'a@example.com\r\nBcc: b@example.net'
  })
  const [name = ''] = readdirSync(folder)
  t.notMatch(readFileSync(join(folder, name), 'utf8'), /^Bcc:/im)
})
