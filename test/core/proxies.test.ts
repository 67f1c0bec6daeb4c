import Fastify from 'fastify'
import t from 'tap'
import { areProxies, trustedProxies } from '../../core/proxies.ts'

const right = [
  '192.0.2.7',
  '10.0.0.0/8',
  '0.0.0.0/1',
  '192.0.2.7/32',
  '::1',
  'fd00::/8',
  '2001:DB8::/128',
  '::ffff:192.0.2.7',
  'loopback',
  'uniquelocal',
  'linklocal,10.0.0.0/8, ::1'
]
for (const text of right) {
  t.test(`'${text}' are proxies, and Fastify takes them`, async t => {
    t.equal(areProxies(text), true)
    t.doesNotThrow(() => Fastify({ trustProxy: text }))
  })
}

const wrong = [
  '',
  ' ',
  'true',
  '*',
  '0',
  '300.1.1.1',
  '10.0.0.0/33',
  '10.0.0.0/0',
  '10.0.0.0/08x',
  '10.0.0.0/',
  '10.0.0.0/8/8',
  '10.0.0.0/255.0.0.0',
  '::/0',
  '::/129',
  ':::',
  'fe80::1%eth0',
  'proxy.example.com',
  'loopback,',
  'loopback loopback',
  'loopback/8'
]
for (const text of wrong) t.test(`'${text}' are none`, async t => t.equal(areProxies(text), false))

t.test('of a number of proxies each is believed, and nobody before them', async t => {
  const isTrusted = trustedProxies(2)
  if (typeof isTrusted !== 'function') return t.fail('no function')
  t.same(
    [0, 1, 2, 3].map(hop => isTrusted('192.0.2.7', hop)),
    [true, true, false, false]
  )
})

t.test('addresses are Fastify’s to read, and none are none', async t => {
  t.equal(trustedProxies('loopback'), 'loopback')
  t.equal(trustedProxies(undefined), undefined)
})
