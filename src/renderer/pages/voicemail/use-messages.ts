import { useCallback, useEffect, useState } from 'react'
import { api } from '../../api/client.ts'
import { refusalOf } from '../../api/refusal.ts'
import { useLive } from '../../store/live.ts'
import { orNothing, target } from '../../store/target.ts'
import type { VoicemailMessage } from '../../store/live-events.ts'
import { toast } from '../../ui/toast.tsx'

export interface MessageOrders {
  change(messageId: string, to: { isNew?: boolean; mailboxId?: string; isDeleted?: boolean }): void
  /** With a way back. */
  remove(message: VoicemailMessage): void
  /** For good. */
  erase(messageId: string): void
}

/** Every message the engine keeps, newest first, those deleted lately among them; read again when one changes, here or by phone. */
export function useMessages() {
  const version = useLive((state) => state.messagesVersion)
  const isUp = useLive((state) => state.engine?.state === 'running')
  const [messages, setMessages] = useState<readonly VoicemailMessage[]>([])
  const [problem, setProblem] = useState<string | null>(null)
  useEffect(() => {
    let isCurrent = true
    orNothing(api().operate.messages.list({ ...target(), deleted: 'with' }))
      .then((list) => {
        if (!isCurrent) return
        setMessages(list.toSorted((a, b) => b.receivedMs - a.receivedMs))
        setProblem(null)
      })
      .catch((error: unknown) => isCurrent && setProblem(refusalOf(error).message))
    return () => {
      isCurrent = false
    }
  }, [version, isUp])
  const change = useCallback<MessageOrders['change']>((messageId, to) => {
    void obeyed(api().operate.messages.change({ ...target(), messageId, ...to }))
  }, [])
  const remove = useCallback<MessageOrders['remove']>(
    ({ messageId }) => {
      change(messageId, { isDeleted: true })
      toast.done('Message deleted', {
        action: { label: 'Undo', run: () => change(messageId, { isDeleted: false }) },
      })
    },
    [change],
  )
  const erase = useCallback<MessageOrders['erase']>((messageId) => {
    void obeyed(
      api()
        .operate.messages.remove({ ...target(), messageId })
        .then(({ removed }) => ({ found: removed })),
    )
  }, [])
  return { messages, problem, change, remove, erase }
}

/** What it changed is shown when the engine says so. */
async function obeyed(order: Promise<{ readonly found: boolean }>): Promise<void> {
  try {
    if (!(await order).found) toast.info('That message is gone, or the engine does not know that box yet')
  } catch (error) {
    toast.error(refusalOf(error).message)
  }
}
