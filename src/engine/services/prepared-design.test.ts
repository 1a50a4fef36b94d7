import { expect, it } from 'vitest'
import { prepareDesign } from '../../callflow/design/design-index.ts'
import { type Document, makeDocument } from '../../callflow/design/document.ts'
import { makeExtension } from '../../callflow/design/extension.ts'
import type { DocumentKind } from '../../callflow/design/kind.ts'
import { type DesignSnapshot, snapshotOf } from '../../callflow/design/snapshot.ts'
import { answersFromOutside } from '../../callflow/numbering/from-outside.ts'
import { lookupInternal, lookupNumber } from '../../callflow/numbering/lookup.ts'
import { callerFromOutside } from '../../callflow/numbering/outside-caller.ts'
import { screenCaller } from '../../callflow/numbering/screen-caller.ts'
import { colleagueWith } from '../../callflow/scripts/forwarding.ts'
import { deviceByUsername, devicesOfUser } from './devices.ts'

const documents: Document[] = [
  makeDocument('account', { id: 'account', name: 'House', activeBlacklistIds: ['black'] }),
  makeDocument('blacklist', { id: 'black', name: 'Pests', numbers: ['+16045550199'] }),
  makeDocument('callflow', { id: 'codes', name: 'Codes', patterns: ['^9([0-9]+)$'] }),
  ...makeExtension({
    extension: '1001',
    firstName: 'Kim',
    lastName: 'Lee',
    sipUsername: 'kim',
    sipPassword: 'x',
    ids: { user: 'user', device: 'device', mailbox: 'box', callflow: 'seat' },
  }),
]

/** Takes down which lists are gone through. */
function watched(design: DesignSnapshot): { readonly design: DesignSnapshot; readonly listed: DocumentKind[] } {
  const listed: DocumentKind[] = []
  const list: DesignSnapshot['list'] = (kind) => {
    listed.push(kind)
    return design.list(kind)
  }
  return { design: { ...design, list }, listed }
}

it('the first call on a prepared design goes through no list of it', () => {
  const { design, listed } = watched(snapshotOf(documents))
  for (const _ of prepareDesign(design)) listed.length = 0
  listed.length = 0
  const said = { name: '', number: '+16045550199', isWithheld: false }
  expect([
    deviceByUsername(design, 'kim')?.id,
    devicesOfUser(design, 'user').map(({ id }) => id),
    lookupInternal(design, '1001')?.callflowId,
    lookupNumber(design, '955', { isInternal: true })?.callflowId,
    answersFromOutside(design, '1001'),
    screenCaller(design, callerFromOutside(design, said))?.sipStatus,
    colleagueWith(design, '1001')?.id,
  ]).toEqual(['device', ['device'], 'seat', 'codes', undefined, 603, 'user'])
  expect(listed).toEqual([])
})
