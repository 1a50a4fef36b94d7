import { KeyedDatagrams } from '../wire/keyed-datagrams.ts'
import { makeCertificate } from './own-certificate.ts'
import { PeerHost } from './peer-host.ts'
import type { PeerOrder, PeerReport } from './peer-messages.ts'

/*
 * Entry of the process of browsers' media: has their ICE and DTLS-SRTP, and ends with the engine that started it.
 */

/** Of all calls together: half a second of a hundred. */
const BUFFER_BYTES = 1 << 20

// It may not end otherwise: the library's threads hold it.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))

const certificates = [await makeCertificate(), await makeCertificate()] as const
const datagrams = await KeyedDatagrams.open(BUFFER_BYTES)
const host = new PeerHost({ certificates, datagrams, report })

process.on('message', (order: PeerOrder) => {
  if (order.kind === 'peer') host.apply(order.key, order.peer)
  else host.close(order.key)
})
report({
  kind: 'ready',
  port: datagrams.port,
  fingerprints: [certificates[0].fingerprint, certificates[1].fingerprint],
})

function report(message: PeerReport): void {
  if (process.connected) process.send?.(message)
}
