import { headerKey } from './header-names.ts'
import type { SipMessage } from './message.ts'
import { reasonPhrase } from './reason-phrases.ts'

/** Message to bytes. Content-Length is ours to set; control characters in names and values become spaces, so that no value forges a line. */
export function serializeMessage(message: SipMessage): Buffer {
  let head =
    message.kind === 'request'
      ? `${message.method} ${message.uri} SIP/2.0\r\n`
      : `SIP/2.0 ${message.status} ${clean(message.reason || reasonPhrase(message.status))}\r\n`
  for (const [name, value] of message.headers.entries) {
    if (headerKey(name) === 'content-length') continue
    head += `${name}: ${clean(value)}\r\n`
  }
  const { body } = message
  if (body === '') return Buffer.from(`${head}Content-Length: 0\r\n\r\n`, 'utf8')
  return Buffer.from(`${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`, 'utf8')
}

function clean(value: string): string {
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i)
    if ((code < 32 && code !== 9) || code === 127) return value.replaceAll(CONTROL, ' ')
  }
  return value
}

// oxlint-disable-next-line no-control-regex -- control characters are exactly what this is about
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f]/g
