import t from 'tap'
import { networkOf } from '../../core/network.ts'

const networks: [address: string, network: string][] = [
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['::FFFF:C000:0207', '192.0.2.7'],
  ['0:0:0:0:0:ffff:192.0.2.255', '192.0.2.255'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
  ['2001:db8:1:3::', '2001:db8:1:3::/64'],
  ['2001:db8::', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['1:2:3:4:5:6:192.0.2.7', '1:2:3:4::/64'],
  ['', ''],
  ['Somewhere', ''],
  ['passwords 192.0.2.7', ''],
  ['192.0.2.7:4711', ''],
  ['192.0.2.7%eth0', '']
]
for (const [address, network] of networks) {
  t.test(`the network of '${address}' is '${network}'`, async t => t.equal(networkOf(address), network))
}
