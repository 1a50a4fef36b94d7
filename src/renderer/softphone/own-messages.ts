import { useMemo } from 'react'
import type { Mailbox } from '../../callflow/design/document.ts'
import { useMessages } from '../pages/voicemail/use-messages.ts'
import { useDocuments } from '../store/design.ts'
import { usePhone } from './phone-store.ts'

/** The boxes of whoever has the phone. */
export function useOwnBoxes(): readonly Mailbox[] {
  const userId = usePhone((phone) => phone.userId)
  const boxes = useDocuments('mailbox')
  return useMemo(() => boxes.filter(({ ownerId }) => userId !== null && ownerId === userId), [boxes, userId])
}

/** How many messages in them nobody has heard. */
export function useNewMessages(): number {
  const boxes = useOwnBoxes()
  const { messages } = useMessages()
  const ids = new Set(boxes.map(({ id }) => id))
  return messages.filter(({ mailboxId, isNew, deletedMs }) => isNew && deletedMs === undefined && ids.has(mailboxId))
    .length
}
