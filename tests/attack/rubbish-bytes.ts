/** What strangers send to whatever listens: each by name. Deterministic, so that a failure can be repeated. */
export function rubbish(): ReadonlyMap<string, Buffer> {
  const all = new Map<string, Buffer>()
  const add = (name: string, bytes: string | Buffer) => all.set(name, Buffer.from(bytes as string))
  const upgrade =
    'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n'
  const http = (line: string, headers = '') => `${line} HTTP/1.1\r\nHost: 127.0.0.1\r\n${headers}\r\n`
  for (const path of [
    '//',
    '/',
    '/rpc',
    '/rpc/',
    '//rpc',
    '/api/health',
    '/%',
    '/\\evil.example',
    '*',
    '?',
    'http://evil.example/rpc',
    '//[',
  ])
    add(`GET ${path} with Upgrade`, http(`GET ${path}`, upgrade))
  add('POST /rpc with Upgrade', http('POST /rpc', `${upgrade}Content-Length: 1000000\r\n`))
  add(
    'Upgrade to h2c',
    http('GET /', 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n'),
  )
  add('Upgrade with frames behind it', http('GET /rpc', upgrade) + '\x81\xff'.repeat(500))
  for (const path of [
    '//',
    '/%',
    '/%ff%fe',
    '/..%2f..%2fetc%2fpasswd',
    '/?code=guess',
    '/?code=%',
    'http://evil.example/',
    '//evil.example',
    `/${'a'.repeat(20_000)}`,
  ])
    add(`GET ${path.slice(0, 30)}`, http(`GET ${path}`))
  add('OPTIONS *', http('OPTIONS *'))
  add('CONNECT', http('CONNECT evil.example:443'))
  add('TRACE', http('TRACE /'))
  add('no such method', http('BREW /'))
  add('a header of 1 MB', http('GET /', `X: ${'a'.repeat(1_000_000)}\r\n`))
  add('5,000 headers', http('GET /', 'X: a\r\n'.repeat(5_000)))
  add('a header without a colon', http('GET /', 'nonsense\r\n'))
  add('two lengths', http('POST /', 'Content-Length: 1\r\nContent-Length: 2\r\n'))
  add('a length below zero', http('POST /', 'Content-Length: -1\r\n'))
  add('a body that does not come', http('POST /api/bundle/put', 'Content-Length: 80000000\r\n'))
  add('a chunk of nonsense', `${http('POST /', 'Transfer-Encoding: chunked\r\n')}zz\r\n`)
  add('Expect', http('POST /', 'Expect: 100-continue\r\nContent-Length: 10\r\n'))
  add('100 requests at once', http('GET /').repeat(100))
  add('half a request line', 'GET / HT')
  add('half a header', 'GET / HTTP/1.1\r\nHost: 127.0')
  add('nothing', '')
  add('HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0')
  add('TLS', Buffer.from('16030100c8010000c40303'.padEnd(410, '5a'), 'hex'))
  add('SSH', 'SSH-2.0-OpenSSH_9.6\r\n')
  add('a proxy line', 'PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n\r\n')
  add('zeros', Buffer.alloc(5_000))
  add('line ends', '\r\n'.repeat(20_000))
  add('noise', noise(60_000))
  const sip = (line: string, ...headers: string[]) =>
    [
      line,
      'Via: SIP/2.0/TCP 192.0.2.9;branch=z9hG4bKrubbish',
      'From: <sip:a@a>;tag=1',
      'To: <sip:b@b>',
      'Call-ID: rubbish',
      'CSeq: 1 OPTIONS',
      ...headers,
      '',
      '',
    ].join('\r\n')
  add('SIP without a length', sip('OPTIONS sip:b@127.0.0.1 SIP/2.0'))
  add('SIP of another version', sip('OPTIONS sip:b@127.0.0.1 SIP/7.0', 'Content-Length: 0'))
  add('SIP with a length below zero', sip('OPTIONS sip:b@127.0.0.1 SIP/2.0', 'Content-Length: -5'))
  add('SIP with a huge length', sip('OPTIONS sip:b@127.0.0.1 SIP/2.0', 'Content-Length: 4000000000'))
  add('SIP whose body does not come', sip('OPTIONS sip:b@127.0.0.1 SIP/2.0', 'Content-Length: 500'))
  add('a SIP answer to nothing', sip('SIP/2.0 200 OK', 'Content-Length: 0'))
  return all
}

/** Park and Miller's generator. */
function noise(length: number): Buffer {
  let state = 20_261_127
  return Buffer.from(Array.from({ length }, () => (state = (state * 48_271) % 2_147_483_647) & 255))
}
