import t from 'tap'
import { siteFinder } from '../../core/site-host.ts'

const find = siteFinder([
  { id: 1, domain: 'shop.example.com' },
  { id: 2, domain: 'shop.example.com:8443' },
  { id: 3, domain: 'Blog.Example.com.' },
  { id: 4, domain: 'localhost:8000' },
  { id: 5, domain: '127.0.0.1' },
  { id: 6, domain: '[2001:DB8::1]' },
  { id: 7, domain: '[::1]:8000' },
  { id: 8, domain: '가게.example' },
  { id: 9, domain: 'shop_b.example.com' },
  { id: 10, domain: 'BLOG.example.com' },
  { id: 11, domain: 'https://scheme.example.com' },
  { id: 12, domain: 'user@at.example.com' },
  { id: 13, domain: 'path.example.com/' },
  { id: 14, domain: '' },
  { id: 15, domain: 'two words.example.com' }
])

/** Each of the hosts means the site, or none. */
function means(t: Tap, id: number | undefined, hosts: readonly string[]): void {
  for (const host of hosts) t.equal(find(host)?.id, id, JSON.stringify(host.slice(0, 60)))
}
type Tap = Pick<typeof t, 'equal'>

t.test('a host means the site of its name', async t => {
  means(t, 1, ['shop.example.com'])
  means(t, undefined, ['example.com', 'www.shop.example.com', 'shop.example.com.evil.example', 'hop.example.com'])
})

t.test('the site that has the port goes before the one of the name', async t => {
  means(t, 2, ['shop.example.com:8443', 'shop.example.com:08443'])
  means(t, 1, ['shop.example.com:443', 'shop.example.com:8000', 'shop.example.com:'])
})

t.test('a site that has a port is found by that port alone', async t => {
  means(t, 4, ['localhost:8000'])
  means(t, undefined, ['localhost', 'localhost:8001', 'localhost:80'])
})

t.test('case and a dot at the end of the name do not count, on either side', async t => {
  means(t, 1, ['SHOP.example.COM', 'shop.example.com.', 'Shop.Example.Com.:443'])
  means(t, 2, ['SHOP.EXAMPLE.COM.:8443'])
  means(t, undefined, ['shop.example.com..', '.shop.example.com'])
})

t.test('of two sites that are the same but for that, the first counts', async t => {
  means(t, 3, ['blog.example.com', 'BLOG.example.com', 'blog.example.com.'])
})

t.test('addresses are hosts as well, those of IPv6 in brackets and in any spelling', async t => {
  means(t, 5, ['127.0.0.1', '127.0.0.1:8000'])
  means(t, 6, ['[2001:db8::1]', '[2001:DB8:0:0::1]:443', '[2001:0db8:0000:0000:0000:0000:0000:0001]'])
  means(t, 7, ['[::1]:8000', '[0:0:0:0:0:0:0:1]:8000'])
  means(t, undefined, ['[::1]', '::1', '2001:db8::1', '[::1', '[::1]x', '[::1].', '[fe80::1%25eth0]', '[v1.a]', '[]'])
})

t.test('a domain in letters of another script is found by what browsers send for it', async t => {
  means(t, 8, ['xn--o39akk.example', 'XN--O39AKK.example:443'])
  means(t, undefined, ['가게.example'])
})

t.test('an underscore is a letter like others', async t => {
  means(t, 9, ['shop_b.example.com', 'SHOP_B.example.com:1'])
})

t.test('what is no host means no site', async t => {
  means(t, undefined, [
    '',
    ' ',
    '.',
    ':',
    ':8443',
    'shop.example.com@evil.example',
    'evil.example@shop.example.com',
    'evil.example#shop.example.com',
    'shop.example.com/',
    'shop.example.com/@evil.example',
    'shop.example.com\\evil.example',
    'shop.example.com?x',
    'http://shop.example.com',
    '//shop.example.com',
    'shop.example.com, evil.example',
    'shop.example.com evil.example',
    'shop.example.com\t',
    'shop.example.com\n',
    'shop.example.com\0',
    'shop.example.com:443:8443',
    'shop.example.com:-1',
    'shop.example.com:8443x',
    'shop.example.com:99999',
    'shop.example.com:65536',
    'shop%2Eexample%2Ecom',
    '*.example.com',
    '*'
  ])
})

t.test('nor does what is too long for one, however long', async t => {
  means(t, undefined, [
    'a'.repeat(261),
    `${'a.'.repeat(50_000)}shop.example.com`,
    `shop.example.com:${'0'.repeat(50_000)}1`
  ])
  t.equal(siteFinder([{ domain: 'a'.repeat(253) }])(`${'a'.repeat(253)}.:65535`)?.domain.length, 253)
})

t.test('a site whose domain is no host is found by nothing', async t => {
  means(t, undefined, ['scheme.example.com', 'at.example.com', 'path.example.com', 'words.example.com'])
  t.equal(siteFinder([])('shop.example.com'), undefined)
})
