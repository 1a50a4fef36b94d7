/** What mails of the engine say, in one language. Labels have their colon. */
export interface MailWords {
  /** Of the names of days and months (BCP 47). */
  readonly locale: string
  readonly date: (day: Day) => string
  readonly from: string
  readonly to: string
  readonly when: string
  readonly length: string
  readonly somebody: string
  readonly voicemailSubject: (from: string, length: string) => string
  readonly newMessage: (box: string) => string
  readonly isInMailbox: string
  readonly isAttached: string
  /** `asked`: MP3 or MP4, which the engine does not make. */
  readonly isAttachedAsWav: (asked: string) => string
  /** Above what was said. */
  readonly inWriting: string
  readonly missedSubject: (from: string) => string
  readonly missed: string
  readonly help: {
    readonly subject: (number: string, who: string) => string
    readonly called: (number: string) => string
    readonly who: string
    readonly callBack: string
    readonly where: string
    readonly at: (person: string, phone: string) => string
    readonly somebodyOutside: string
    readonly noNumber: string
    readonly noAddress: string
    readonly ringsBack: string
  }
  readonly trouble: {
    /** `office` may be empty. */
    readonly says: (office: string) => string
    readonly notices: (count: number) => string
  }
  readonly test: { readonly subject: string; readonly text: string }
}

/** One of the calendar, with the names it has in the language. */
export interface Day {
  readonly weekday: string
  readonly day: number
  readonly month: string
  readonly year: number
}

/** Of the first of these languages, such as `de` or `fr-ca`, that there are words in; else English. */
export function wordsIn(...languages: readonly (string | undefined)[]): MailWords {
  for (const language of languages) {
    const known = words.get(language?.toLowerCase().split(/[-_]/)[0] ?? '')
    if (known) return known
  }
  return english
}

const english: MailWords = {
  locale: 'en-GB',
  date: ({ weekday, day, month, year }) => `${weekday} ${day} ${month} ${year}`,
  from: 'From:',
  to: 'To:',
  when: 'When:',
  length: 'Length:',
  somebody: 'somebody unknown',
  voicemailSubject: (from, length) => `Voicemail from ${from} (${length})`,
  newMessage: (box) => `There is a new message in the mailbox "${box}".`,
  isInMailbox: 'The recording is in the mailbox: listen to it by phone.',
  isAttached: 'The recording is attached.',
  isAttachedAsWav: (asked) => `The recording is attached as WAV, which this engine makes instead of ${asked}.`,
  inWriting: 'Written down by a machine:',
  missedSubject: (from) => `Missed call from ${from}`,
  missed: 'A call was missed: nobody talked, and no message was left.',
  help: {
    subject: (number, who) => `Emergency call to ${number} by ${who}`,
    called: (number) => `${number} was called for help.`,
    who: 'Who:',
    callBack: 'Call back:',
    where: 'Where:',
    at: (person, phone) => `${person}, at ${phone}`,
    somebodyOutside: 'somebody outside',
    noNumber: 'no number was shown',
    noAddress: 'no address is registered for that number',
    ringsBack: 'Calls to that number ring the phone it was called from for the next 30 minutes.',
  },
  trouble: {
    says: (office) => `The telephone system${office === '' ? '' : ` of ${office}`} has something to say:`,
    notices: (count) => `${count} notices`,
  },
  test: {
    subject: 'Test mail from Callwright',
    text: 'This mail was sent by Callwright to try the mail settings of the account. Nothing needs to be done.',
  },
}

const german: MailWords = {
  locale: 'de-DE',
  date: ({ weekday, day, month, year }) => `${weekday}, ${day}. ${month} ${year}`,
  from: 'Von:',
  to: 'An:',
  when: 'Wann:',
  length: 'Dauer:',
  somebody: 'Unbekannt',
  voicemailSubject: (from, length) => `Nachricht von ${from} (${length})`,
  newMessage: (box) => `Im Anrufbeantworter „${box}“ ist eine neue Nachricht.`,
  isInMailbox: 'Die Aufnahme liegt im Anrufbeantworter: Hören Sie sie per Telefon ab.',
  isAttached: 'Die Aufnahme hängt an.',
  isAttachedAsWav: (asked) => `Die Aufnahme hängt als WAV an; ${asked} erzeugt diese Anlage nicht.`,
  inWriting: 'Von einer Maschine mitgeschrieben:',
  missedSubject: (from) => `Verpasster Anruf von ${from}`,
  missed: 'Ein Anruf wurde verpasst: Niemand hat gesprochen, und es gibt keine Nachricht.',
  help: {
    subject: (number, who) => `Notruf an ${number} von ${who}`,
    called: (number) => `Es wurde ein Notruf an ${number} abgesetzt.`,
    who: 'Wer:',
    callBack: 'Rückruf:',
    where: 'Wo:',
    at: (person, phone) => `${person}, an ${phone}`,
    somebodyOutside: 'jemand von außerhalb',
    noNumber: 'es wurde keine Nummer angezeigt',
    noAddress: 'für diese Nummer ist keine Adresse hinterlegt',
    ringsBack:
      'Anrufe an diese Nummer klingeln in den nächsten 30 Minuten an dem Telefon, von dem aus angerufen wurde.',
  },
  trouble: {
    says: (office) => `Die Telefonanlage${office === '' ? '' : ` von ${office}`} hat etwas mitzuteilen:`,
    notices: (count) => `${count} Hinweise`,
  },
  test: {
    subject: 'Testmail von Callwright',
    text: 'Diese Mail hat Callwright gesendet, um die Mail-Einstellungen des Kontos zu prüfen. Es ist nichts zu tun.',
  },
}

const french: MailWords = {
  locale: 'fr-FR',
  date: ({ weekday, day, month, year }) => `${weekday} ${day} ${month} ${year}`,
  from: 'De :',
  to: 'À :',
  when: 'Quand :',
  length: 'Durée :',
  somebody: 'numéro inconnu',
  voicemailSubject: (from, length) => `Message vocal : ${from} (${length})`,
  newMessage: (box) => `Il y a un nouveau message dans la messagerie « ${box} ».`,
  isInMailbox: 'L’enregistrement est dans la messagerie : écoutez-le par téléphone.',
  isAttached: 'L’enregistrement est joint.',
  isAttachedAsWav: (asked) => `L’enregistrement est joint en WAV ; ce système ne produit pas de ${asked}.`,
  inWriting: 'Transcrit par une machine :',
  missedSubject: (from) => `Appel manqué : ${from}`,
  missed: 'Un appel a été manqué : personne n’a parlé, et aucun message n’a été laissé.',
  help: {
    subject: (number, who) => `Appel d’urgence au ${number} par ${who}`,
    called: (number) => `Le ${number} a été appelé pour demander de l’aide.`,
    who: 'Qui :',
    callBack: 'Rappeler :',
    where: 'Où :',
    at: (person, phone) => `${person}, depuis ${phone}`,
    somebodyOutside: 'quelqu’un de l’extérieur',
    noNumber: 'aucun numéro n’a été présenté',
    noAddress: 'aucune adresse n’est enregistrée pour ce numéro',
    ringsBack: 'Pendant 30 minutes, les appels à ce numéro font sonner le téléphone d’où l’appel est parti.',
  },
  trouble: {
    says: (office) => `Le système téléphonique${office === '' ? '' : ` de ${office}`} a quelque chose à signaler :`,
    notices: (count) => `${count} avis`,
  },
  test: {
    subject: 'Message de test de Callwright',
    text: 'Ce message a été envoyé par Callwright pour essayer les réglages de messagerie du compte. Il n’y a rien à faire.',
  },
}

const spanish: MailWords = {
  locale: 'es-ES',
  date: ({ weekday, day, month, year }) => `${weekday}, ${day} de ${month} de ${year}`,
  from: 'De:',
  to: 'Para:',
  when: 'Cuándo:',
  length: 'Duración:',
  somebody: 'alguien desconocido',
  voicemailSubject: (from, length) => `Mensaje de voz de ${from} (${length})`,
  newMessage: (box) => `Hay un mensaje nuevo en el buzón «${box}».`,
  isInMailbox: 'La grabación está en el buzón: escúchela por teléfono.',
  isAttached: 'La grabación va adjunta.',
  isAttachedAsWav: (asked) => `La grabación va adjunta en WAV; este sistema no produce ${asked}.`,
  inWriting: 'Transcrito por una máquina:',
  missedSubject: (from) => `Llamada perdida de ${from}`,
  missed: 'Se perdió una llamada: nadie habló y no se dejó ningún mensaje.',
  help: {
    subject: (number, who) => `Llamada de emergencia al ${number} de ${who}`,
    called: (number) => `Se llamó al ${number} para pedir ayuda.`,
    who: 'Quién:',
    callBack: 'Devolver la llamada:',
    where: 'Dónde:',
    at: (person, phone) => `${person}, en ${phone}`,
    somebodyOutside: 'alguien de fuera',
    noNumber: 'no se mostró ningún número',
    noAddress: 'no hay ninguna dirección registrada para ese número',
    ringsBack: 'Durante 30 minutos, las llamadas a ese número suenan en el teléfono desde el que se llamó.',
  },
  trouble: {
    says: (office) => `El sistema telefónico${office === '' ? '' : ` de ${office}`} tiene algo que comunicar:`,
    notices: (count) => `${count} avisos`,
  },
  test: {
    subject: 'Correo de prueba de Callwright',
    text: 'Callwright envió este correo para probar los ajustes de correo de la cuenta. No hay que hacer nada.',
  },
}

const words: ReadonlyMap<string, MailWords> = new Map([
  ['en', english],
  ['de', german],
  ['fr', french],
  ['es', spanish],
])
