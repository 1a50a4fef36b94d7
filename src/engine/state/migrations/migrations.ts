import { firstTables } from './0001-first-tables.ts'
import { forwardedCalls } from './0002-forwarded-calls.ts'
import { chargedCalls } from './0003-charged-calls.ts'
import { waysToPhones } from './0004-ways-to-phones.ts'
import { messagesCutShort } from './0005-messages-cut-short.ts'
import { anyTransport } from './0006-any-transport.ts'
import { transferredCalls } from './0007-transferred-calls.ts'
import { waitingMail } from './0008-mail.ts'
import { subscriptions } from './0009-subscriptions.ts'
import { queueRecords } from './0010-queues.ts'
import { deletedMessages } from './0011-deleted-messages.ts'
import { audioOfCalls } from './0012-audio-of-calls.ts'
import { parkedCalls } from './0013-parked-calls.ts'
import { whyCallsEnd } from './0014-why-calls-end.ts'
import { writtenMessages } from './0015-written-messages.ts'
import { whoDeployed } from './0016-who-deployed.ts'
import { textMessages } from './0017-text-messages.ts'
import { attestedCallers } from './0018-attested-callers.ts'
import type { Migration } from './migration.ts'

/** In order of version, without gaps. */
export const migrations: readonly Migration[] = [
  firstTables,
  forwardedCalls,
  chargedCalls,
  waysToPhones,
  messagesCutShort,
  anyTransport,
  transferredCalls,
  waitingMail,
  subscriptions,
  queueRecords,
  deletedMessages,
  audioOfCalls,
  parkedCalls,
  whyCallsEnd,
  writtenMessages,
  whoDeployed,
  textMessages,
  attestedCallers,
]
