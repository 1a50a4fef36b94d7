import type { MessagePort } from 'node:worker_threads'
import type { Partner } from './rtp-stream.ts'
import type { RelayedPacket } from './worker-messages.ts'

/** A partner on another thread, at the far end of `port`; what it says goes to `ours`. */
export function acrossThreads(port: MessagePort, ours: Partner): Partner {
  port.on('message', (packet: RelayedPacket) => ours.deliver(packet, performance.now()))
  return {
    // The view may sit in a larger buffer, which would be copied whole.
    deliver: (packet) => port.postMessage({ ...packet, payload: new Uint8Array(packet.payload) }),
  }
}
