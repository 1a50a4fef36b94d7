import { useDocuments } from '../../store/design.ts'

/** Why agents take a break, in the words of the account. */
export function usePauseReasons(): readonly string[] {
  const [account] = useDocuments('account')
  return account?.pauseReasons ?? none
}

const none: readonly string[] = []
