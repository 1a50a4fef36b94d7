import type { BrowserParameters } from '../media-engine.ts'

/** Engine to the process of browsers' media. */
export type PeerOrder =
  | { readonly kind: 'peer'; readonly key: string; readonly peer: PeerDescription }
  | { readonly kind: 'gone'; readonly key: string }

/** One end of ICE and DTLS-SRTP. Told again, it begins anew. */
export interface PeerDescription extends BrowserParameters {
  readonly address: string
  readonly port: number
}

/** The other way. */
export type PeerReport =
  /** It takes orders. */
  | {
      readonly kind: 'ready'
      /** Of 127.0.0.1, where media workers send RTP: see `keyed-datagrams.ts`. */
      readonly port: number
      /** SHA-256 of its two certificates. Two, so that a browser can be told from one description to the next that DTLS begins anew (RFC 8842 §5.5). */
      readonly fingerprints: readonly [string, string]
    }
  | { readonly kind: 'connected'; readonly key: string }
  | { readonly kind: 'failed'; readonly key: string; readonly reason: string }
