import type { DesignSnapshot } from '../../../callflow/design/snapshot.ts'
import type { MessageBody } from '../../sip/user-agent.ts'
import { realmOf } from '../devices.ts'
import { MESSAGE_SUMMARY, messageSummary, summaryOf } from '../message-summary.ts'
import { changesOf, DIALOG_INFO, dialogInfo } from './dialog-info.ts'
import type { LampDialog, LampSources, Watched } from './lamp.ts'
import { personState, PIDF, pidf } from './pidf.ts'
import type { EventPackage } from './subscribe-request.ts'
import { isQuiet } from './switch-lamps.ts'

export interface WriteAbout {
  readonly watched: Watched
  readonly sources: LampSources
  readonly design: DesignSnapshot
}

/** What one subscription is told, one document after another. */
export interface StateWriter {
  /** The next one, everything there is or what has changed since the last; undefined when that is nothing. */
  write(about: WriteAbout, isWhole: boolean): MessageBody | undefined
  /** Not everything had room in the last one. */
  readonly hasMore?: boolean
}

/** `entity`: the address that was asked for. `version`: of the first document. */
export function stateWriter(event: EventPackage, entity: string, version: number): StateWriter {
  if (event === 'dialog') return new DialogWriter(entity, version)
  return new WholeWriter(event === 'presence' ? presenceBody(entity) : summaryBody)
}

class DialogWriter implements StateWriter {
  readonly #entity: string
  #version: number
  #before: readonly LampDialog[] = []

  constructor(entity: string, version: number) {
    this.#entity = entity
    this.#version = version
  }

  write({ watched, sources, design }: WriteAbout, isWhole: boolean): MessageBody | undefined {
    const now = watched.dialogs(sources)
    const changes = isWhole ? { dialogs: now } : changesOf(this.#before, now)
    this.#before = now
    if (!changes) return undefined
    const about = { entity: this.#entity, version: this.#version++, domain: realmOf(design) }
    return { contentType: DIALOG_INFO, content: dialogInfo({ ...about, ...changes }) }
  }
}

/** Documents without parts. */
class WholeWriter implements StateWriter {
  readonly #bodyOf: (about: WriteAbout) => MessageBody
  #before = ''

  constructor(bodyOf: (about: WriteAbout) => MessageBody) {
    this.#bodyOf = bodyOf
  }

  write(about: WriteAbout, isWhole: boolean): MessageBody | undefined {
    const body = this.#bodyOf(about)
    if (body.content === this.#before && !isWhole) return undefined
    this.#before = body.content
    return body
  }
}

/** Of a switch or a slot: busy while it is lit. */
const presenceBody =
  (entity: string) =>
  ({ watched, sources, design }: WriteAbout): MessageBody => {
    const { person } = watched
    const lit = watched.dialogs(sources).length > 0
    const state = person
      ? personState(person, isPersonQuiet(person, design, sources), sources)
      : { isOpen: !lit, activity: lit ? 'busy' : '', note: '' }
    return { contentType: PIDF, content: pidf(entity, state) }
  }

function isPersonQuiet(
  { userId, deviceIds }: NonNullable<Watched['person']>,
  design: DesignSnapshot,
  { read }: LampSources,
): boolean {
  if (userId !== undefined) return isQuiet(design, 'user', userId, read)
  return deviceIds.every((deviceId) => isQuiet(design, 'device', deviceId, read))
}

function summaryBody({ watched, sources, design }: WriteAbout): MessageBody {
  const boxes = watched.mailboxIds.flatMap((id) => design.find('mailbox', id) ?? [])
  const summary = summaryOf(boxes, (id) => sources.counts(id)) ?? noMessages
  const uri = `sip:${summary.account}@${realmOf(design)}`
  return { contentType: MESSAGE_SUMMARY, content: messageSummary(summary, uri) }
}

const noMessages = { newMessages: 0, savedMessages: 0, account: 'voicemail', isWaiting: false }
