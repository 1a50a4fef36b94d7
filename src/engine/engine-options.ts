import type { EngineLog } from './engine-log.ts'
import type { AddressShown } from './sip/transport/outside-addresses.ts'
import type { ListenPoint } from './sip/user-agent.ts'
import type { TlsOptions } from './tls/tls-identity.ts'
import type { KeptFree } from './state/free-space.ts'

export interface EngineOptions {
  readonly dataDir: string
  readonly listen: readonly ListenPoint[]
  /** Origins of pages from elsewhere that may connect by WebSocket. */
  readonly webOrigins: readonly string[]
  readonly tls: TlsOptions
  /** Which of our addresses others are told. */
  readonly addressShown: AddressShown
  /** Where the control API listens; those that are not of this machine alone by TLS. The first is the one that is told. */
  readonly control: readonly { readonly host: string; readonly port: number; readonly isSecure: boolean }[]
  /** Whether it is said on the local network where apps reach it. */
  readonly isAnnounced: boolean
  /** Where phones fetch their settings, by HTTP and by HTTPS; absent: nowhere. */
  readonly provision: {
    readonly http?: { readonly host: string; readonly port: number }
    readonly https?: { readonly host: string; readonly port: number }
  }
  /** UDP ports for RTP and RTCP, both ends included. */
  readonly rtp: { readonly min: number; readonly max: number }
  /** Holds `<language>/<prompt>.wav`. */
  readonly promptsDir: string
  readonly musicDir: string
  /** Default `DIR/control-token`. */
  readonly tokenFile?: string
  readonly workerUrl: URL
  /** `media/peers/peer-process.ts`. */
  readonly peerProcessUrl: URL
  /** `src/audio/convert-worker.ts`. */
  readonly convertWorkerUrl: URL
  /** `state/database-worker.ts`. */
  readonly databaseWorkerUrl: URL
  readonly keptFree: KeptFree
  /** The most that recordings of calls may take, bytes; default: until the disk is short of room. */
  readonly recordingsQuotaBytes?: number
  /** What its owner should hear of this start: that an upgrade was taken back. */
  readonly notice?: string
  readonly version: string
  readonly log: EngineLog
}
