import { Voicemail } from 'lucide-react'
import { MessageList } from '../pages/voicemail/message-list.tsx'
import { useMessages } from '../pages/voicemail/use-messages.ts'
import { Button } from '../ui/button.tsx'
import { useOwnBoxes } from './own-messages.ts'
import { navigate } from '../store/route.ts'

/** The boxes of whoever has the phone, with what was left in them. */
export function MessagesView() {
  const boxes = useOwnBoxes()
  const { messages, problem, ...orders } = useMessages()
  if (boxes.length === 0) {
    return (
      <div className="flex flex-col items-start gap-3 px-4 py-4">
        <p className="text-ink-faint">You have no voicemail box. Calls that you miss leave no messages.</p>
        <Button size="sm" icon={Voicemail} onClick={() => navigate('voicemail')}>
          Voicemail boxes
        </Button>
      </div>
    )
  }
  return (
    <div className="min-h-0 flex-1 overflow-y-auto px-4 py-3">
      {boxes.map((box) => (
        <MessageList
          key={box.id}
          mailboxId={box.id}
          messages={messages.filter(({ mailboxId }) => mailboxId === box.id)}
          problem={problem}
          orders={orders}
        />
      ))}
    </div>
  )
}
