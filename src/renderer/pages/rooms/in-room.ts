import { refusalOf } from '../../api/refusal.ts'
import { toast } from '../../ui/toast.tsx'

/** What became of an order to a room; what it changed is shown when the engine says so. */
export async function inRoom(order: Promise<{ readonly found: boolean }>): Promise<void> {
  try {
    if (!(await order).found) toast.info('They had left already')
  } catch (error) {
    toast.error(refusalOf(error).message)
  }
}
