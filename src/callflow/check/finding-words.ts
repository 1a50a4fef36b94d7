import type { FindingCode } from './finding.ts'

/** What a finding is about: the headings of its reference page. */
export const findingAreas = [
  'Steps and wires',
  'Ringing',
  'Menus, directories, queues and rooms',
  'Hours',
  'Numbers and people',
  'Phones and carriers',
  'Calls for help',
  'Mailboxes and fax boxes',
  'Recordings and sounds',
  'What does not work yet',
] as const

export interface FindingWords {
  readonly area: (typeof findingAreas)[number]
  /** A sentence or two: what callers or administrators would notice. */
  readonly means: string
  /** What to do about it. */
  readonly helps: string
}

/** Every finding in the words of who reads it. `docs/reference/findings.md` is made from this. */
export const findingWords: Readonly<Record<FindingCode, FindingWords>> = {
  'empty-flow': {
    area: 'Steps and wires',
    means: 'The callflow has no first step: whoever calls it is hung up on.',
    helps: 'Draw a step below its start.',
  },
  'dead-end': {
    area: 'Steps and wires',
    means: 'After this step nothing comes, and the call is hung up on without a word.',
    helps: 'Go on to a mailbox, a person or another callflow, or say that it ends there.',
  },
  'missing-default': {
    area: 'Steps and wires',
    means: 'A menu or hours without a way out for everything else: those calls are hung up on.',
    helps: 'Wire "Otherwise" or "All other times".',
  },
  'nothing-chosen': {
    area: 'Steps and wires',
    means: 'The step does nothing: the person, box, file or address it needs is not chosen.',
    helps: 'Choose one in the inspector, or remove the step.',
  },
  'dangling-reference': {
    area: 'Steps and wires',
    means: 'Something refers to a thing that no longer exists, or to one of another sort.',
    helps: 'Choose another, or take it out.',
  },
  'disabled-reference': {
    area: 'Steps and wires',
    means: 'Calls lead to somebody or something that is switched off.',
    helps: 'Switch it on, or lead calls elsewhere.',
  },
  'empty-reference': {
    area: 'Steps and wires',
    means: 'Calls lead to a group, queue, set, directory or callflow that has nothing in it.',
    helps: 'Fill it, or lead calls elsewhere.',
  },
  'dangling-wire': {
    area: 'Steps and wires',
    means: 'A wire has lost one of its steps: calls that take it are hung up on.',
    helps: 'Wire it again, or hang up there.',
  },
  'unknown-branch': {
    area: 'Steps and wires',
    means: 'A wire leaves the step by a way that it does not have. No call takes it.',
    helps: 'Use one of the ways the step offers.',
  },
  'duplicate-key': {
    area: 'Steps and wires',
    means: 'One way out leads to two steps; only the last wire counts.',
    helps: 'Remove the other.',
  },
  'unreachable-node': {
    area: 'Steps and wires',
    means: 'No wire leads to the step, so no call comes to it.',
    helps: 'Wire it, or remove it.',
  },
  'self-loop': {
    area: 'Steps and wires',
    means: 'The callflow starts over, as a menu does when nobody keys anything. After 50 times the call ends.',
    helps: 'Nothing, if that is meant.',
  },
  'loop-without-pause': {
    area: 'Steps and wires',
    means:
      'Steps or callflows lead round in a circle without the caller doing anything and without time passing: such calls are cut off.',
    helps: 'Let the circle end somewhere.',
  },
  'unknown-step': {
    area: 'Steps and wires',
    means: 'A step of another system or of a newer version. It is kept, and calls skip it.',
    helps: 'Draw what it did with steps of this version.',
  },
  'invalid-settings': {
    area: 'Steps and wires',
    means: 'A setting of the step cannot be read, and calls skip the step.',
    helps: 'Enter it again, or use its default.',
  },
  'unknown-variable': {
    area: 'Steps and wires',
    means: 'The step reads a variable that no step sets: nothing is chosen there, ever.',
    helps: 'Set it in a step before.',
  },
  'cannot-be-said': {
    area: 'Steps and wires',
    means:
      'A value that a step says aloud is not a number, a date or an amount as it is written: its digits are read out, or nothing.',
    helps: 'Write it as the field shows, or say it as digits.',
  },
  'unreadable-regex': {
    area: 'Steps and wires',
    means: 'A regular expression cannot be read and matches nobody.',
    helps: 'Write it without what the message names.',
  },
  'inexact-number-regex': {
    area: 'Steps and wires',
    means: 'An expression meant as a list of numbers also takes other callers for them, or does not know them.',
    helps: 'Compare whole numbers.',
  },
  'nobody-rings': {
    area: 'Ringing',
    means: 'Nobody can ring: every phone of the step is off, absent, not to be disturbed, or has "Follow me" off.',
    helps: 'Let a phone ring, or ring somebody else.',
  },
  'member-never-rings': {
    area: 'Ringing',
    means: 'A member waits for longer than the whole attempt lasts, or has a turn after it is over.',
    helps: 'Give the attempt more time, or the member less to wait for.',
  },
  'rings-too-long': {
    area: 'Ringing',
    means:
      'Callers hear ringing for more than a minute, over all steps and callflows on the worst way. Most give up before.',
    helps: 'Ring for less time, or play something in between.',
  },
  'menu-without-greeting': {
    area: 'Menus, directories, queues and rooms',
    means: 'Callers hear nothing in the menu.',
    helps: 'Choose or record a greeting.',
  },
  'unreachable-key': {
    area: 'Menus, directories, queues and rooms',
    means:
      'A key, or a PIN to record the greeting, that nobody can key: too long, ended by #, or taken for something else.',
    helps: 'Take longer entries, or use another key.',
  },
  'hunting-reaches-private': {
    area: 'Menus, directories, queues and rooms',
    means:
      'Callers who may dial extensions in the menu come to feature codes and callflows that are for the house only.',
    helps: 'Refuse these numbers in the menu.',
  },
  'directory-never-finds': {
    area: 'Menus, directories, queues and rooms',
    means: 'The directory asks for more letters than it takes: nobody is found.',
    helps: 'Ask for fewer.',
  },
  'directory-entry-nowhere': {
    area: 'Menus, directories, queues and rooms',
    means: 'Somebody can be chosen in the directory and leads to no callflow.',
    helps: 'Choose where the entry leads.',
  },
  'queue-without-way-out': {
    area: 'Menus, directories, queues and rooms',
    means: 'Callers of the queue wait until an agent takes them or they hang up.',
    helps: 'Set a longest wait, or a key to leave it.',
  },
  'skill-nobody-has': {
    area: 'Menus, directories, queues and rooms',
    means: 'The queue, or a step that leads to it, needs skills that none of its agents has.',
    helps: 'Give them to an agent, or let any agent be asked after some time.',
  },
  'room-without-moderator': {
    area: 'Menus, directories, queues and rooms',
    means: 'The room waits for a moderator, and nobody can become one.',
    helps: 'Set a moderator PIN or number.',
  },
  'room-without-moderator-pin': {
    area: 'Menus, directories, queues and rooms',
    means: 'Whoever comes by the number for moderators moderates: no PIN is asked.',
    helps: 'Set a moderator PIN.',
  },
  'room-pin-of-both': {
    area: 'Menus, directories, queues and rooms',
    means: 'One PIN is for members and for moderators: who keys it moderates.',
    helps: 'Use two PINs.',
  },
  'room-number-taken': {
    area: 'Menus, directories, queues and rooms',
    means: 'Two rooms have the same number; the conference service knows only the first.',
    helps: 'Give each its own.',
  },
  'unknown-timezone': {
    area: 'Hours',
    means: 'The time zone of the account, a site, a box or a step does not exist; another one is used.',
    helps: 'Choose one from the list.',
  },
  'rule-never-matches': {
    area: 'Hours',
    means: 'The hours never apply: no day or no minute fits them.',
    helps: 'Correct the day, the dates or the hours.',
  },
  'rule-over': {
    area: 'Hours',
    means: 'The last day of the hours has passed: they will not apply again.',
    helps: 'Set new dates, or delete them.',
  },
  'overnight-rule': {
    area: 'Hours',
    means: 'The hours run over midnight. Here they apply as you would expect; on a Kazoo system they never do.',
    helps: 'Split them at midnight if they are to run there.',
  },
  'rule-shadowed': {
    area: 'Hours',
    means: 'Hours that are never taken because others come first and cover them.',
    helps: 'Change the order, or take them out.',
  },
  'schedule-gap': {
    area: 'Hours',
    means: 'A few minutes between two hours in which neither applies.',
    helps: 'Let one go on until the other begins.',
  },
  'schedule-overlap': {
    area: 'Hours',
    means: 'Two hours apply at the same time, and only the order of the list says which wins.',
    helps: 'Open the second when the first closes.',
  },
  'duplicate-number': {
    area: 'Numbers and people',
    means: 'Two callflows or boxes have the same number: only one is reached by it.',
    helps: 'Leave it to one of them.',
  },
  'no-internal-number': {
    area: 'Numbers and people',
    means: 'Colleagues cannot dial the callflow or transfer calls to it.',
    helps: 'Give it a number of the house.',
  },
  'number-without-flow': {
    area: 'Numbers and people',
    means: 'A number of yours that no callflow answers: calls to it are turned away.',
    helps: 'Add it to a callflow.',
  },
  'duplicate-extension': {
    area: 'Numbers and people',
    means: 'Two people have the same extension: whoever is called by it is the first of them.',
    helps: 'Give each their own.',
  },
  renumbered: {
    area: 'Numbers and people',
    means: 'The extension of a person was changed, and their callflow or mailbox kept the old one.',
    helps: 'Use the new extension there too.',
  },
  'blacklist-not-active': {
    area: 'Numbers and people',
    means: 'The blacklist blocks nobody: the account does not list it as active.',
    helps: 'Activate it.',
  },
  'portal-not-ready': {
    area: 'Numbers and people',
    means: 'An Office Anywhere portal that nobody can use yet, and what it needs.',
    helps: 'Do what the message names.',
  },
  'guessable-secret': {
    area: 'Numbers and people',
    means: 'A password or PIN that is the extension, the box number or the user name, or one that is tried first.',
    helps: 'Choose another, long and without a pattern.',
  },
  'phone-cannot-register': {
    area: 'Phones and carriers',
    means: 'The phone has no SIP user name or no SIP password: it neither rings nor calls.',
    helps: 'Enter both here and in the phone.',
  },
  'duplicate-sip-username': {
    area: 'Phones and carriers',
    means: 'Two phones register as the same: calls ring where the last one registered.',
    helps: 'Give each its own SIP user name.',
  },
  'duplicate-mac-address': {
    area: 'Phones and carriers',
    means: 'Two phones have one MAC address: which settings the phone fetches depends on the address typed into it.',
    helps: 'Read it again from the label under each phone.',
  },
  'phone-cannot-fetch': {
    area: 'Phones and carriers',
    means: 'A phone is to fetch its settings, and something that it needs for that is missing.',
    helps: 'Choose its maker, enter its MAC address and make an address to fetch them at.',
  },
  'line-key-nowhere': {
    area: 'Phones and carriers',
    means: 'A line key of a phone leads nowhere, so the phone leaves it dark.',
    helps: 'Choose what it is for, or make it empty.',
  },
  'no-outside-number': {
    area: 'Phones and carriers',
    means: 'A cell phone or land line without number is never rung.',
    helps: 'Enter its number.',
  },
  'call-denied': {
    area: 'Phones and carriers',
    means:
      'A step or forwarding calls a number of a kind or country that whoever calls there may not call: it does not go out.',
    helps: 'Allow the kind or country there, or call another number.',
  },
  'unknown-country': {
    area: 'Phones and carriers',
    means: 'A country that may or may not be called is written with a code that no country has.',
    helps: 'Write the two letters of ISO 3166-1: GB, not UK.',
  },
  'night-never': {
    area: 'Phones and carriers',
    means: 'Calls outside are limited at night, and the night begins when it ends.',
    helps: 'Set the hours of the night on the account page.',
  },
  'landline-key-press': {
    area: 'Phones and carriers',
    means: 'A land line that asks for a key press: calls to it are not released correctly.',
    helps: 'Do not ask for a key press.',
  },
  'no-outbound-trunk': {
    area: 'Phones and carriers',
    means: 'An outside phone is to be rung, and no carrier is chosen for calls out.',
    helps: 'Choose the outbound trunk in the account.',
  },
  'trunk-without-host': {
    area: 'Phones and carriers',
    means: 'A carrier without host: no call leaves by it, and it cannot register.',
    helps: 'Enter the host that the carrier names, or switch the trunk off.',
  },
  'trunk-takes-no-calls': {
    area: 'Phones and carriers',
    means: 'Numbers are assigned to a carrier that calls cannot come in by: it neither registers nor lists addresses.',
    helps: 'Register with the carrier, or list the addresses it sends from.',
  },
  'open-trunk': {
    area: 'Phones and carriers',
    means:
      'Calls from so many addresses count as those of the carrier, without a password, that strangers are among them.',
    helps: 'List only the addresses that the carrier names.',
  },
  'open-disa': {
    area: 'Phones and carriers',
    means: 'DISA asks for no PIN: whoever reaches it calls out at your cost.',
    helps: 'Set a PIN.',
  },
  'emergency-blocked': {
    area: 'Calls for help',
    means:
      'Calls for help do not leave because no trunk leads out, or something of ours has an emergency number and is never reached by it.',
    helps: 'Enter a host in a trunk and switch it on; give whoever has the emergency number another.',
  },
  'emergency-pattern': {
    area: 'Calls for help',
    means: 'A pattern matches an emergency number. The call for help goes out all the same, past the pattern.',
    helps: 'Make the pattern ask for more digits, such as ^9([0-9]{7,})$ for an outside line.',
  },
  'emergency-112-taken': {
    area: 'Calls for help',
    means: 'A callflow answers 112 in a country with other emergency numbers. Phones from abroad dial 112 for help.',
    helps: 'Say on the account page whether 112 reaches emergency services or the callflow.',
  },
  'no-emergency-number': {
    area: 'Calls for help',
    means: 'Phones would call emergency services without a number.',
    helps: 'Set an emergency caller ID in the account.',
  },
  'no-emergency-address': {
    area: 'Calls for help',
    means: 'Emergency services would see a number for which no address is entered.',
    helps: 'Enter its address, and have the carrier confirm it.',
  },
  'name-lookup-nowhere': {
    area: 'Numbers and people',
    means:
      'A number looks harder for the names of its callers, and there is neither a list nor a web address to look in.',
    helps: 'Name one of them on the account page.',
  },
  'transcription-nowhere': {
    area: 'Mailboxes and fax boxes',
    means: 'Messages of a mailbox are to be written down, and there is no server that does.',
    helps: 'Name a transcription server on the account page, or switch it off at the mailbox.',
  },
  'web-address-inside': {
    area: 'Steps and wires',
    means:
      'A webhook, pivot, report or recording goes to an address inside your own network, which the account does not allow: nothing is asked there.',
    helps: 'Allow inside addresses on the account page, or name a public one.',
  },
  'lamp-of-nobody': {
    area: 'Numbers and people',
    means: 'A key of a phone watches a number, code or id that nobody and no callflow answers: it stays dark.',
    helps: 'Correct it among the lamps of the device, or take it off.',
  },
  'emergency-untold': {
    area: 'Calls for help',
    means: 'Emergency services would be called, and nobody in the company would be mailed about it.',
    helps: 'Name somebody in the account or with the address of the number, and set up the mail server.',
  },
  'mailbox-without-pin': {
    area: 'Mailboxes and fax boxes',
    means: 'Messages of the box cannot be kept private by phone.',
    helps: 'Set a PIN.',
  },
  'mailbox-notifies-nobody': {
    area: 'Mailboxes and fax boxes',
    means: 'Messages are to be saved or deleted once somebody was notified, and nobody is.',
    helps: 'Notify somebody, or leave messages new.',
  },
  'mailbox-loses-messages': {
    area: 'Mailboxes and fax boxes',
    means: 'Messages are deleted after a notification that does not carry them.',
    helps: 'Attach the message.',
  },
  'no-mail-server': {
    area: 'Mailboxes and fax boxes',
    means:
      'Somebody is to be told by mail of messages, missed calls or trouble, and no mail leaves: the account does not say by which server, or from whom.',
    helps: 'Fill in Account > Mail, and send a test mail there.',
  },
  'unmailable-address': {
    area: 'Mailboxes and fax boxes',
    means: 'Somebody is to be told of trouble at an address that no mail can be sent to.',
    helps: 'Write it as name@example.com, in plain letters.',
  },
  'operator-unknown': {
    area: 'Mailboxes and fax boxes',
    means: 'The number that 0 leads to during the greeting is answered by no callflow.',
    helps: 'Enter one that is.',
  },
  'fax-box-closed': {
    area: 'Mailboxes and fax boxes',
    means: 'Nobody may send faxes through the box.',
    helps: 'List domains or addresses that may.',
  },
  'fax-sender-unreadable': {
    area: 'Mailboxes and fax boxes',
    means: 'An entry of the list of senders is neither a domain nor an address.',
    helps: 'Take it off the list.',
  },
  'fax-domain-shared': {
    area: 'Mailboxes and fax boxes',
    means: 'Two fax boxes have the same mail domain; mail can go to only one.',
    helps: 'Give each its own.',
  },
  'recording-without-stop': {
    area: 'Recordings and sounds',
    means: 'A recording is started and never stopped: it ends with the call.',
    helps: 'Stop it where the callflow ends, if more follows.',
  },
  'recorded-as-wav': {
    area: 'Recordings and sounds',
    means: 'A recording is asked for as MP3; the engine makes a file of it as the account says, WAV or Opus.',
    helps: 'Nothing, if that will do.',
  },
  'media-without-file': {
    area: 'Recordings and sounds',
    means: 'A sound without a file: callers hear nothing where it is played.',
    helps: 'Upload or record it, or delete it.',
  },
  'not-live-yet': {
    area: 'What does not work yet',
    means: 'The engine cannot do this yet. The rehearsal plays it in full.',
    helps: 'Do not rely on it in live calls.',
  },
  'unused-setting': {
    area: 'What does not work yet',
    means: 'A setting that is switched on and that nothing looks at yet: faxing by mail.',
    helps: 'Do not rely on it.',
  },
  'outside-line': {
    area: 'Phones and carriers',
    means:
      'A caller from outside can get an outside line this way and call at your cost: the message names the number, the callflow and the steps.',
    helps: 'Ask for a PIN, refuse what callers may not dial, or take the way away. Where it is meant, leave it.',
  },
  'patterns-from-outside': {
    area: 'Numbers and people',
    means: 'Whatever a carrier sends is tried on the patterns of this callflow, as Kazoo did it.',
    helps: 'Switch it off, and list the numbers that callers from outside may dial.',
  },
}
