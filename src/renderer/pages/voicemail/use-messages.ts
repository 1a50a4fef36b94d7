import { useCallback, useEffect, useState } from 'react'
import { api } from '../../api/client.ts'
import { refusalOf } from '../../api/refusal.ts'
import { useLive } from '../../store/live.ts'
import { orNothing, target } from '../../store/target.ts'
import type { VoicemailMessage } from '../../store/live-events.ts'
import { toast } from '../../ui/toast.tsx'

/** Every message the engine keeps, newest first; read again when one is left, heard or deleted by phone. */
export function useMessages() {
  const version = useLive((state) => state.messagesVersion)
  const isUp = useLive((state) => state.engine?.state === 'running')
  const [messages, setMessages] = useState<readonly VoicemailMessage[]>([])
  const [problem, setProblem] = useState<string | null>(null)
  useEffect(() => {
    let isCurrent = true
    orNothing(api().operate.messages.list(target()))
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
  const remove = useCallback((messageId: string) => {
    api()
      .operate.messages.remove({ ...target(), messageId })
      .then(() => setMessages((list) => list.filter((message) => message.messageId !== messageId)))
      .catch((error: unknown) => toast.error(refusalOf(error).message))
  }, [])
  return { messages, problem, remove }
}
