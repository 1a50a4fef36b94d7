import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { legQualitySchema } from './audio-contract.ts'
import { accessContract } from './access-contract.ts'
import { speechContract } from './speech-contract.ts'
import { mailSettings } from '../../callflow/design/kinds/mail-settings.ts'
import { lampCallFields, switchEvent } from './lamp-contract.ts'
import { conferenceContract, conferenceRoomSchema } from './conference-contract.ts'
import { emergencyContract, emergencyEvent } from './emergency-contract.ts'
import { trunkTestContract, trunkTestEvent } from './trunk-test-contract.ts'
import { outsideStopContract, outsideStopEvent } from './outside-stop-contract.ts'
import { messageContract, messageSchema } from './message-contract.ts'
import { phoneContract, phoneEvent, phonePoints } from './phone-contract.ts'
import { supervisedCallFields, supervisionContract } from './supervision-contract.ts'
import { trunkStateSchema } from './trunk-contract.ts'
import { queueBoardSchema, queuesContract } from './queue-contract.ts'
import { transportKinds } from '../sip/transport/transports.ts'

/**
 * The engine's control API: the same on the laptop and on an appliance, over HTTP (OpenAPI) and WebSocket, with a bearer token. What each procedure needs
 * is in `roles.ts`.
 * Times are epoch milliseconds, durations milliseconds unless the name says seconds.
 */
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

export const bundleAboutSchema = z.object({
  /** SHA-256 of the canonical JSON of `documents`; the bundle's name. */
  id: sha256,
  designId: z.string().max(64),
  designName: z.string().max(200),
  schemaVersion: z.number().int(),
  createdMs: z.number(),
})
export type BundleAbout = z.infer<typeof bundleAboutSchema>

export const MAX_DOCUMENTS = 200_000
/** Of one message, so that calls do not wait for it. */
export const MAX_OFFERED = 1_000
export const MAX_SENT = 100
/** Earlier versions sent so many. */
const MAX_TAKEN = 200
/** Bytes of a sound, in all and of one message. */
export const MAX_BLOB_BYTES = 60_000_000
export const MAX_BLOB_PIECE = 192 * 1024

export const bundleSchema = bundleAboutSchema.extend({
  /** Parsed one by one on load; a bundle with one bad document does not load at all. */
  documents: z.array(z.record(z.string(), z.unknown())).max(MAX_DOCUMENTS),
})
export type Bundle = z.infer<typeof bundleSchema>

export const healthSchema = z.object({
  version: z.string(),
  upSinceMs: z.number(),
  activeBundle: z
    .object({
      id: z.string(),
      /** Absent: an older engine. */
      designId: z.string().optional(),
      designName: z.string(),
      activatedMs: z.number(),
    })
    .nullable(),
  /** Whether a bundle was active before this one, to go back to. */
  canRollBack: z.boolean().default(false),
  /** What is wrong with the active version, what was with engine.db when the engine started, or that the disk is full. */
  problem: z.string().nullable(),
  disk: z
    .object({
      /** `low`: calls are not recorded. `full`: no messages are taken either. */
      state: z.enum(['ok', 'low', 'full']),
      /** Null: the file system does not say. */
      freeBytes: z.number().nullable(),
      /** Rows that wait in memory to be written. */
      waitingWrites: z.number().int(),
      /** Since the engine started, for want of room. */
      lostCallRecords: z.number().int(),
    })
    .default({ state: 'ok', freeBytes: null, waitingWrites: 0, lostCallRecords: 0 }),
  listenPoints: z.array(z.object({ transport: z.enum(transportKinds), host: z.string(), port: z.number() })),
  phonePoints,
  /** What phones see that connect by TLS; null: none do. Absent: an older engine. */
  certificate: z
    .object({
      /** SHA-256, `AB:CD:...`. */
      fingerprint: z.string(),
      names: z.array(z.string()),
      validToMs: z.number(),
      /** Of the authority that this engine made, whose file phones can be given; null: somebody else has signed it. */
      authorityFingerprint: z.string().nullable(),
    })
    .nullable()
    .optional(),
  /** Where apps on other machines reach it, and what they are shown there; null: nowhere. Absent: an older engine. */
  remote: z
    .object({ urls: z.array(z.string()), fingerprint: z.string() })
    .nullable()
    .optional(),
  /** What the machine speaks texts with; null: nothing, or it is not known yet. Absent: an older engine. */
  speech: z.enum(['espeak-ng', 'say', 'sapi']).nullable().optional(),
  activeCalls: z.number().int(),
  registrations: z.number().int(),
  counters: z.record(z.string(), z.number()),
})
export type Health = z.infer<typeof healthSchema>

export const registrationSchema = z.object({
  aor: z.string(),
  deviceId: z.string(),
  contact: z.string(),
  source: z.string(),
  transport: z.enum(transportKinds),
  userAgent: z.string(),
  registeredMs: z.number(),
  expiresMs: z.number(),
})
export type Registration = z.infer<typeof registrationSchema>

export const liveCallSchema = z.object({
  callId: z.string(),
  startedMs: z.number(),
  answeredMs: z.number().nullable(),
  callerName: z.string(),
  callerNumber: z.string(),
  /** How far carriers vouch for the caller's number (RFC 8588): A, B, C; empty: not at all. */
  attestation: z.enum(['A', 'B', 'C', '']).default(''),
  dialled: z.string(),
  state: z.enum(['setup', 'ringing', 'answered', 'talking']),
  callflowId: z.string(),
  nodeId: z.string().nullable(),
  legs: z.array(z.object({ label: z.string(), state: z.enum(['ringing', 'answered', 'ended']) })),
  /** The parking slot it waits in; empty for none. */
  slot: z.string().default(''),
  ...supervisedCallFields,
  ...lampCallFields,
})
export type LiveCall = z.infer<typeof liveCallSchema>

export const cdrSchema = z.object({
  callId: z.string(),
  startedMs: z.number(),
  answeredMs: z.number().nullable(),
  endedMs: z.number(),
  direction: z.enum(['internal', 'inbound', 'outbound']),
  callerName: z.string(),
  callerNumber: z.string(),
  /** How far carriers vouched for the caller's number (RFC 8588): A, B, C; empty: not at all. */
  attestation: z.enum(['A', 'B', 'C', '']).default(''),
  dialled: z.string(),
  callflowId: z.string(),
  /** Device or number that talked, empty when nobody did. */
  answeredBy: z.string(),
  endReason: z.string(),
  /** What the one who left said of it, or what was seen of them, as a sentence: `The called side said: Q.850 17, user busy.` Mostly empty. */
  endedBecause: z.string().default(''),
  sipStatus: z.number().nullable(),
  /** Prepended name prefix, so that reports can count per department (M64). */
  tag: z.string(),
  /** The person or phone whose forwarding led to whoever talked; empty when none did (M88b). */
  forwardedBy: z.string().default(''),
  /** The phone that transferred it last; empty when none did. */
  transferredBy: z.string().default(''),
  /** The call in which whoever was left of it goes on; empty for a call that just ended. */
  continuedIn: z.string().default(''),
  /** Whose call it was when it went outside, for bills: the person who was rung there or who called through a portal (M99). Else empty. */
  chargedTo: z.string().default(''),
  /** The class of the outside number that talked, as call restrictions know them: `international`. Empty for calls that stayed inside (M99). */
  numberClass: z.string().default(''),
  /** How the audio of its legs fared, those that had any. */
  audio: z.array(legQualitySchema).default([]),
})
export type Cdr = z.infer<typeof cdrSchema>

/** A trace event as the interpreter made it (`src/callflow/run/trace.ts`), with the call it belongs to. */
const traceEntrySchema = z.looseObject({ atMs: z.number(), kind: z.string() })

export const engineEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('trace'), callId: z.string(), event: traceEntrySchema }),
  z.object({ kind: z.literal('call-changed'), call: liveCallSchema }),
  z.object({ kind: z.literal('call-ended'), callId: z.string(), cdr: cdrSchema }),
  z.object({ kind: z.literal('registrations-changed'), registrations: z.array(registrationSchema) }),
  z.object({ kind: z.literal('trunks-changed'), trunks: z.array(trunkStateSchema) }),
  z.object({ kind: z.literal('bundle-activated'), bundleId: z.string() }),
  z.object({ kind: z.literal('message-saved'), message: messageSchema }),
  /** Messages of the box were heard or deleted, by phone or by whoever asked the engine. */
  z.object({ kind: z.literal('messages-changed'), mailboxId: z.string() }),
  /** At most four times a second for each room. */
  z.object({ kind: z.literal('conference-changed'), room: conferenceRoomSchema }),
  /** Nobody is in it any more. */
  z.object({ kind: z.literal('conference-ended'), conferenceId: z.string() }),
  emergencyEvent,
  outsideStopEvent,
  trunkTestEvent,
  switchEvent,
  phoneEvent,
  /** At most twice a second for each queue. */
  z.object({ kind: z.literal('queue-changed'), board: queueBoardSchema }),
  z.object({ kind: z.literal('problem'), message: z.string() }),
  /** Events were missed (the ring no longer holds what the client last saw): read everything again. */
  z.object({ kind: z.literal('resync') }),
])
export type EngineEvent = z.infer<typeof engineEventSchema>

/** A page of call history, newest first. The next one is before the last call of this one: its `startedMs` and its `callId`, as calls begin at the same moment. */
const page = z.object({
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  beforeMs: z.coerce.number().optional(),
  beforeCallId: z.string().max(128).optional(),
})

/** `answer`: what the mail server said, or why it did not. */
export const mailTestSchema = z.object({
  outcome: z.enum(['taken', 'refused', 'no-server', 'not-set-up']),
  answer: z.string(),
})
export type MailTest = z.infer<typeof mailTestSchema>

export const deploymentSchema = z.object({
  /** Counts up. */
  sequence: z.number().int(),
  bundleId: z.string(),
  designId: z.string(),
  designName: z.string(),
  atMs: z.number(),
  /** As the token is called; empty: it is not known. */
  by: z.string(),
  /** The paired token's id; empty: the owner's. */
  byToken: z.string(),
  note: z.string(),
})
export type Deployment = z.infer<typeof deploymentSchema>

/** Of `contents`. */
export const MAX_CONTENTS = 1_000

const bundleRejected = {
  BUNDLE_REJECTED: { status: 422, message: 'The bundle does not load', data: z.object({ reason: z.string() }) },
}

const blobRejected = {
  BLOB_REJECTED: { status: 422, message: 'The blob does not match its hash', data: z.object({ reason: z.string() }) },
}

/** What a running engine is asked, whatever design it runs. */
export const operateContract = {
  health: oc.route({ method: 'GET', path: '/health' }).output(healthSchema),
  /** PEM text for phones to trust; null: this engine has made no authority. */
  certificateAuthority: oc
    .route({ method: 'GET', path: '/certificate-authority' })
    .output(z.object({ pem: z.string().nullable() })),
  registrations: oc.route({ method: 'GET', path: '/registrations' }).output(z.array(registrationSchema)),
  /** How it stands with the carriers of the design that runs. */
  trunks: oc.route({ method: 'GET', path: '/trunks' }).output(z.array(trunkStateSchema)),
  calls: {
    list: oc.route({ method: 'GET', path: '/calls' }).output(z.array(liveCallSchema)),
    /** Rings the phones of a person, or one phone; the one that answers calls the number as if it were dialled there. */
    click: oc
      .route({ method: 'POST', path: '/calls' })
      .input(
        z.object({
          /** A user's or a device's. */
          fromId: z.string().min(1).max(128),
          number: z.string().trim().min(1).max(64),
          /** Their phone answers by itself on its loudspeaker. */
          autoAnswer: z.boolean().default(false),
          /** What colleagues who are called see in place of the caller's own. */
          callerName: z.string().max(64).default(''),
          callerNumber: z.string().max(35).default(''),
        }),
      )
      .output(z.object({ callId: z.string() }))
      .errors({
        NOT_FOUND: { status: 404, message: 'There is no such person or phone' },
        NOT_ALLOWED: { status: 403, message: 'That number may not be called from there' },
        /** The message says which, how much, and whose. */
        LIMIT_REACHED: {
          status: 403,
          message: 'A limit on outside calls is reached',
          data: z.object({ limit: z.string() }),
        },
        NOBODY_THERE: { status: 422, message: 'Nothing answers that number' },
        BUSY: { status: 503, message: 'The engine takes no calls now' },
      }),
    hangUp: oc
      .route({ method: 'POST', path: '/calls/{callId}/hang-up' })
      .input(z.object({ callId: z.string() }))
      .output(z.object({ found: z.boolean() })),
    trace: oc
      .route({ method: 'GET', path: '/calls/{callId}/trace' })
      .input(z.object({ callId: z.string() }))
      .output(z.array(traceEntrySchema)),
    /** How the audio of a live call fares so far, a leg each; none for a call that is over. */
    quality: oc
      .route({ method: 'GET', path: '/calls/{callId}/quality' })
      .input(z.object({ callId: z.string() }))
      .output(z.array(legQualitySchema)),
    ...supervisionContract,
  },
  conferences: conferenceContract,
  emergencies: emergencyContract,
  outsideStops: outsideStopContract,
  trunkTests: trunkTestContract,
  queues: queuesContract,
  cdrs: oc.route({ method: 'GET', path: '/cdrs' }).input(page).output(z.array(cdrSchema)),
  messages: messageContract,
  phones: phoneContract,
  speech: speechContract,
  mail: {
    /** Sends a test mail now, by the settings given or, without any, by those of the design that runs. Answers within 8 s. */
    test: oc
      .route({ method: 'POST', path: '/mail/test' })
      .input(z.object({ to: z.string().max(254), settings: mailSettings.optional() }))
      .output(mailTestSchema),
  },
  state: {
    read: oc.route({ method: 'GET', path: '/state' }).output(
      z.array(
        z.object({
          scope: z.string(),
          id: z.string(),
          name: z.string(),
          value: z.union([z.string(), z.number(), z.boolean()]),
        }),
      ),
    ),
    write: oc
      .route({ method: 'POST', path: '/state' })
      .input(
        z.object({
          scope: z.enum(['schedule-rule', 'user', 'device', 'mailbox', 'menu', 'queue', 'callflow', 'trunk']),
          id: z.string().max(64),
          name: z.string().max(64),
          value: z.union([z.string().max(1_000), z.number(), z.boolean()]).nullable(),
        }),
      )
      .output(z.object({ written: z.literal(true) })),
  },
}

export const controlContract = {
  ...operateContract,
  bundle: {
    /**
     * A bundle is sent in pieces: `offer` says what is in it, by the SHA-256 of each document's canonical JSON, in the order of that JSON, page by page
     * from 0; the engine answers what of the page it does not have. `send` brings those, and `assemble` makes the bundle. A new offer from 0 ends the
     * one before.
     */
    offer: oc
      .route({ method: 'PUT', path: '/bundles/{id}/manifest' })
      .input(
        bundleAboutSchema.extend({
          at: z.number().int().min(0).max(MAX_DOCUMENTS),
          hashes: z.array(sha256).max(MAX_OFFERED),
        }),
      )
      .output(z.object({ missing: z.array(sha256) }))
      .errors(bundleRejected),
    send: oc
      .route({ method: 'PUT', path: '/bundles/{id}/documents' })
      .input(z.object({ id: sha256, documents: z.array(z.record(z.string(), z.unknown())).max(MAX_TAKEN) }))
      .output(z.object({ received: z.number().int() }))
      .errors(bundleRejected),
    /** Stores it without running it; answers which blobs it still needs. */
    assemble: oc
      .route({ method: 'POST', path: '/bundles/{id}/assemble' })
      .input(z.object({ id: sha256 }))
      .output(z.object({ id: z.string(), missingBlobs: z.array(sha256) }))
      .errors(bundleRejected),
    /** A small one at once. Calls wait while a large one is read. */
    put: oc
      .route({ method: 'PUT', path: '/bundles' })
      .input(bundleSchema)
      .output(z.object({ id: z.string(), missingBlobs: z.array(sha256) }))
      .errors(bundleRejected),
    /** At once. Calls wait while a large one is read. */
    putBlob: oc
      .route({ method: 'PUT', path: '/blobs/{sha256}' })
      .input(z.object({ sha256, base64: z.string().max(80_000_000) }))
      .output(z.object({ sizeBytes: z.number() }))
      .errors(blobRejected),
    /**
     * A sound in pieces, each where the one before ended; at 0 it begins anew, and the one that was on its way is gone. With the last it is there, if it
     * has that hash.
     */
    sendBlob: oc
      .route({ method: 'PUT', path: '/blobs/{sha256}/pieces' })
      .input(
        z.object({
          sha256,
          at: z.number().int().min(0).max(MAX_BLOB_BYTES),
          base64: z.string().max((MAX_BLOB_PIECE * 4) / 3 + 4),
          isLast: z.boolean(),
        }),
      )
      .output(z.object({ sizeBytes: z.number() }))
      .errors(blobRejected),
    /**
     * Atomic; calls in progress keep the design they started with. `expects`: what whoever asks saw run, null for nothing; when something else runs by now,
     * nothing is done and CHANGED_MEANWHILE tells who was first. `note`: why, for the list of deployments.
     */
    activate: oc
      .route({ method: 'POST', path: '/bundles/{id}/activate' })
      .input(
        z.object({ id: sha256, note: z.string().trim().max(500).default(''), expects: sha256.nullable().optional() }),
      )
      .output(z.object({ id: z.string(), previousId: z.string().nullable() }))
      .errors({
        ...bundleRejected,
        CHANGED_MEANWHILE: {
          status: 409,
          message: 'Somebody else was first',
          data: z.object({ last: deploymentSchema.nullable() }),
        },
      }),
    /** What was made active, by whom and why, the last first; of the bundles that are kept. */
    deployments: oc.route({ method: 'GET', path: '/deployments' }).output(z.array(deploymentSchema)),
    /** What is in a bundle that is kept, by name, page by page from 0, at most 1,000 on each. */
    contents: oc
      .route({ method: 'GET', path: '/bundles/{id}/contents' })
      .input(z.object({ id: sha256, at: z.coerce.number().int().min(0).max(MAX_DOCUMENTS).default(0) }))
      .output(
        z.object({
          total: z.number().int(),
          documents: z.array(z.object({ kind: z.string(), id: z.string(), name: z.string(), hash: sha256 })),
        }),
      )
      .errors(bundleRejected),
    /** What this engine can read and run, so that a design that needs more is not sent at all. */
    knows: oc.route({ method: 'GET', path: '/bundles/knows' }).output(
      z.object({
        version: z.string(),
        schemaVersion: z.number().int(),
        kinds: z.record(z.string(), z.number().int()),
        steps: z.record(z.string(), z.number().int()),
      }),
    ),
    rollBack: oc.route({ method: 'POST', path: '/bundles/roll-back' }).output(z.object({ id: z.string() })),
    list: oc.route({ method: 'GET', path: '/bundles' }).output(
      z.array(
        z.object({
          id: z.string(),
          designName: z.string(),
          createdMs: z.number(),
          activatedMs: z.number().nullable(),
          isActive: z.boolean(),
        }),
      ),
    ),
  },
  access: accessContract,
  /** Live events, resumable by `lastEventId`. */
  events: oc.route({ method: 'GET', path: '/events' }).output(eventIterator(engineEventSchema)),
}

export type ControlContract = typeof controlContract
