/** Every word the control says by itself. `{name}` and the like are filled in. */
export interface Words {
  readonly heading: string
  readonly messages: string
  readonly you: string
  readonly bot: string
  readonly agent: string
  readonly system: string
  readonly placeholder: string
  readonly message: string
  readonly send: string
  readonly attach: string
  readonly opening: string
  readonly starting: string
  readonly waiting: string
  readonly queuePosition: string
  readonly queueNext: string
  readonly waitMinutes: string
  readonly waitSoon: string
  readonly answerAbove: string
  readonly joined: string
  readonly left: string
  readonly typing: string
  readonly reconnecting: string
  readonly newMessages: string
  readonly sending: string
  readonly sent: string
  readonly delivered: string
  readonly read: string
  readonly notDelivered: string
  readonly tooLarge: string
  readonly kindRefused: string
  readonly fileFailed: string
  readonly retry: string
  readonly remove: string
  readonly submit: string
  readonly formSent: string
  readonly formEmpty: string
  readonly choose: string
  readonly chooseOne: string
  readonly endChat: string
  readonly endQuestion: string
  readonly keepChatting: string
  readonly endFailed: string
  readonly startNew: string
  readonly expired: string
  readonly unavailable: string
  readonly tryAgain: string
  /** By the reason of the end; `other` for one that is not listed. */
  readonly ended: Readonly<Record<string, string>> & { readonly other: string }
}

const en: Words = {
  heading: 'Chat',
  messages: 'Messages',
  you: 'You',
  bot: 'Assistant',
  agent: 'Agent',
  system: 'Notice',
  placeholder: 'Write a message…',
  message: 'Message',
  send: 'Send',
  attach: 'Attach a file',
  opening: 'Opening the chat…',
  starting: 'Connecting you…',
  waiting: 'Waiting for somebody to take over',
  queuePosition: 'You are number {position} in the queue.',
  queueNext: 'You are next.',
  waitMinutes: 'About {minutes} min to wait.',
  waitSoon: 'Less than a minute to wait.',
  answerAbove: 'Please answer above.',
  joined: '{name} joined',
  left: '{name} left',
  typing: '{name} is typing',
  reconnecting: 'Connection lost. Trying again…',
  newMessages: 'New messages',
  sending: 'Sending…',
  sent: 'Sent',
  delivered: 'Delivered',
  read: 'Read',
  notDelivered: 'Not delivered',
  tooLarge: 'Not delivered: too large',
  kindRefused: 'Not delivered: this kind of file is not accepted',
  fileFailed: 'The file could not be opened. Please try again.',
  retry: 'Try again',
  remove: 'Remove',
  submit: 'Send',
  formSent: 'Sent. Thank you.',
  formEmpty: 'Please fill in at least one field.',
  choose: 'Quick replies',
  chooseOne: 'Please choose',
  endChat: 'End chat',
  endQuestion: 'End this chat?',
  keepChatting: 'Keep chatting',
  endFailed: 'The chat could not be ended. Please try again.',
  startNew: 'Start a new chat',
  expired: 'This chat has expired.',
  unavailable: 'The chat is not available at the moment.',
  tryAgain: 'Try again',
  ended: {
    'customer-ended': 'You ended the chat.',
    'agent-ended': 'The agent ended the chat.',
    'bot-ended': 'The chat is finished.',
    moved: 'The chat goes on elsewhere.',
    'customer-idle': 'The chat was closed because nothing was written for a while.',
    'agent-idle': 'The chat was closed because nobody answered.',
    'no-agent': 'Nobody is available at the moment.',
    'platform-expired': 'The chat has expired.',
    'platform-error': 'The chat ended because of a technical problem.',
    refused: 'The chat could not be started.',
    'opted-out': 'You asked not to be contacted.',
    operator: 'The chat was closed.',
    other: 'The chat has ended.',
  },
}

const de: Words = {
  heading: 'Chat',
  messages: 'Nachrichten',
  you: 'Sie',
  bot: 'Assistent',
  agent: 'Kundenservice',
  system: 'Hinweis',
  placeholder: 'Nachricht schreiben…',
  message: 'Nachricht',
  send: 'Senden',
  attach: 'Datei anhängen',
  opening: 'Chat wird geöffnet…',
  starting: 'Sie werden verbunden…',
  waiting: 'Gleich ist jemand für Sie da',
  queuePosition: 'Sie sind Nummer {position} in der Warteschlange.',
  queueNext: 'Sie sind als Nächstes an der Reihe.',
  waitMinutes: 'Wartezeit etwa {minutes} Min.',
  waitSoon: 'Wartezeit unter einer Minute.',
  answerAbove: 'Bitte oben antworten.',
  joined: '{name} ist jetzt im Chat',
  left: '{name} hat den Chat verlassen',
  typing: '{name} schreibt',
  reconnecting: 'Verbindung unterbrochen. Neuer Versuch…',
  newMessages: 'Neue Nachrichten',
  sending: 'Wird gesendet…',
  sent: 'Gesendet',
  delivered: 'Zugestellt',
  read: 'Gelesen',
  notDelivered: 'Nicht zugestellt',
  tooLarge: 'Nicht zugestellt: zu groß',
  kindRefused: 'Nicht zugestellt: diese Art von Datei wird nicht angenommen',
  fileFailed: 'Die Datei konnte nicht geöffnet werden. Bitte versuchen Sie es noch einmal.',
  retry: 'Erneut senden',
  remove: 'Entfernen',
  submit: 'Senden',
  formSent: 'Gesendet. Vielen Dank.',
  formEmpty: 'Bitte füllen Sie mindestens ein Feld aus.',
  choose: 'Schnellantworten',
  chooseOne: 'Bitte wählen',
  endChat: 'Chat beenden',
  endQuestion: 'Diesen Chat beenden?',
  keepChatting: 'Weiterchatten',
  endFailed: 'Der Chat konnte nicht beendet werden. Bitte versuchen Sie es noch einmal.',
  startNew: 'Neuen Chat beginnen',
  expired: 'Dieser Chat ist abgelaufen.',
  unavailable: 'Der Chat ist im Moment nicht erreichbar.',
  tryAgain: 'Erneut versuchen',
  ended: {
    'customer-ended': 'Sie haben den Chat beendet.',
    'agent-ended': 'Der Kundenservice hat den Chat beendet.',
    'bot-ended': 'Der Chat ist abgeschlossen.',
    moved: 'Der Chat wird an anderer Stelle fortgesetzt.',
    'customer-idle': 'Der Chat wurde geschlossen, weil eine Weile nichts geschrieben wurde.',
    'agent-idle': 'Der Chat wurde geschlossen, weil niemand geantwortet hat.',
    'no-agent': 'Im Moment ist niemand erreichbar.',
    'platform-expired': 'Der Chat ist abgelaufen.',
    'platform-error': 'Der Chat wurde wegen eines technischen Problems beendet.',
    refused: 'Der Chat konnte nicht gestartet werden.',
    'opted-out': 'Sie wollten nicht kontaktiert werden.',
    operator: 'Der Chat wurde geschlossen.',
    other: 'Der Chat ist beendet.',
  },
}

const byLanguage: Readonly<Record<string, Words>> = { en, de }

/** What a page may replace: one word, several or all. */
export type WordChanges = Partial<Omit<Words, 'ended'>> & {
  readonly ended?: Readonly<Record<string, string>>
}

/** The words of a language (`de`, `de-CH`); English where there are none. The page's own win. */
export function wordsFor(language: string, changes: WordChanges = {}): Words {
  const words = byLanguage[language.toLowerCase().split('-')[0] ?? ''] ?? en
  return { ...words, ...changes, ended: { ...words.ended, ...changes.ended } }
}

/** A reason that is not listed may be named like a member of every object, `constructor` for example. */
export function wordsOfEnd({ ended }: Words, reason = 'other'): string {
  return (Object.hasOwn(ended, reason) ? ended[reason] : undefined) ?? ended.other
}

/** `fill('{name} joined', { name: 'Sam' })` */
export function fill(words: string, values: Readonly<Record<string, string | number>>): string {
  return words.replace(/\{(\w+)\}/g, (gap, name: string) => String(values[name] ?? gap))
}
