import { type Callflow, type Device, type FlowNode, type Mailbox, makeDocument, type User } from './document.ts'
import type { DocumentId } from './kind.ts'
import { stackPosition } from './layout.ts'

export interface ExtensionInput {
  /** Digits; becomes the number of the flow and of the box. */
  readonly extension: string
  readonly firstName: string
  readonly lastName: string
  readonly email?: string
  readonly deviceType?: Device['type']
  readonly pin?: string
  /** Rings this number too: a cell phone that the person answers with a key (M80). */
  readonly outsideNumber?: string
  readonly sipUsername: string
  readonly sipPassword: string
  readonly ids: {
    readonly user: DocumentId
    readonly device: DocumentId
    readonly mailbox: DocumentId
    readonly callflow: DocumentId
    /** Needed with an outside number. */
    readonly cellPhone?: DocumentId
  }
}

/** A seat (M4, M51, M53, M87): user, device, mailbox and a flow that rings the user for 20 s and then takes a message. */
export function makeExtension(input: ExtensionInput): [User, Device, Mailbox, Callflow, ...Device[]] {
  const { extension, firstName, lastName, ids } = input
  const person = `${firstName} ${lastName}`.trim()
  return [
    makeDocument('user', { id: ids.user, name: person, firstName, lastName, extension, email: input.email ?? '' }),
    makeDocument('device', {
      id: ids.device,
      name: `${person}: ${deviceNames[input.deviceType ?? 'desk-phone']}`,
      type: input.deviceType ?? 'desk-phone',
      ownerId: ids.user,
      sipUsername: input.sipUsername,
      sipPassword: input.sipPassword,
    }),
    makeDocument('mailbox', {
      id: ids.mailbox,
      name: person,
      number: extension,
      ownerId: ids.user,
      pin: input.pin ?? '',
    }),
    makeDocument('callflow', {
      id: ids.callflow,
      name: `${extension} ${person}`,
      numbers: [extension],
      entry: 'user',
      nodes: Object.fromEntries(
        [
          step('user', 'user', { userId: ids.user, timeoutSec: 20 }, stackPosition(0)),
          step('voicemail', 'voicemail', { mailboxId: ids.mailbox }, stackPosition(1)),
        ].map((node) => [node.id, node]),
      ),
      wires: [{ from: 'user', branch: '_', to: 'voicemail' }],
    }),
    ...cellPhoneOf(input, person),
  ]
}

function cellPhoneOf({ outsideNumber = '', ids }: ExtensionInput, person: string): Device[] {
  if (outsideNumber === '' || ids.cellPhone === undefined) return []
  const name = `${person}: ${deviceNames['cell-phone']}`
  const owner = { id: ids.cellPhone, name, ownerId: ids.user }
  return [makeDocument('device', { ...owner, type: 'cell-phone', outsideNumber, requireKeypress: true })]
}

const deviceNames: Readonly<Record<Device['type'], string>> = {
  'desk-phone': 'desk phone',
  softphone: 'softphone',
  'browser-phone': 'browser phone',
  'cell-phone': 'cell phone',
  landline: 'land line',
}

/** A node with settings as a module's first version writes them. */
export function step(
  id: string,
  type: string,
  settings: Readonly<Record<string, unknown>>,
  position: FlowNode['position'],
): FlowNode {
  return { id, type, version: 1, label: '', disabled: false, settings: { ...settings }, position }
}
