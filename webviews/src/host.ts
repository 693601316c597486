/** The page's side of the conversation with the extension. */
import type * as z from 'zod';
import { type FromPage, type ToPage, toPage } from './messages.ts';

interface EditorApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): EditorApi;

/** A request of the page before it gets its number. */
type Numbered<Message> = Message extends { request: number } ? Omit<Message, 'request'> : never;
export type PageRequest = Numbered<FromPage>;
export type Reply = Extract<ToPage, { request: number }>;

/** A request that the extension could not fulfil. */
export class RequestFailed extends Error {
  readonly remedy: string | undefined;

  constructor(message: string, remedy: string | undefined) {
    super(message);
    this.remedy = remedy;
  }
}

export interface Host {
  send(message: FromPage): void;
  /** Resolves with the answer of this kind, rejects with RequestFailed. */
  ask<Type extends Reply['type']>(
    message: PageRequest,
    answer: Type,
  ): Promise<Extract<Reply, { type: Type }>>;
  /** Messages that answer no request. */
  onMessage(listener: (message: ToPage) => void): void;
  /** The state kept by the last page, if it still has the form that this page expects. */
  restore<State>(schema: z.ZodType<State>): State | undefined;
  keep(state: unknown): void;
}

interface Waiting {
  resolve(reply: Reply): void;
  reject(reason: Error): void;
}

export function connectHost(): Host {
  const api = acquireVsCodeApi();
  const waiting = new Map<number, Waiting>();
  const listeners: ((message: ToPage) => void)[] = [];
  let lastRequest = 0;

  function settle(number: number, message: ToPage): void {
    const request = waiting.get(number);
    waiting.delete(number);
    if (message.type === 'failed') {
      request?.reject(new RequestFailed(message.problem.message, message.problem.remedy));
    } else if (message.type !== 'summary') {
      request?.resolve(message);
    }
  }

  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    const parsed = toPage.safeParse(event.data);
    if (!parsed.success) return;
    const message = parsed.data;
    const number = 'request' in message ? message.request : undefined;
    if (number !== undefined) settle(number, message);
    else for (const listener of listeners) listener(message);
  });

  return {
    send: (message) => api.postMessage(message),
    ask: async (message, answer) => {
      lastRequest += 1;
      const request = lastRequest;
      const reply = await new Promise<Reply>((resolve, reject) => {
        waiting.set(request, { resolve, reject });
        api.postMessage({ ...message, request });
      });
      if (reply.type !== answer) throw new RequestFailed(`Unexpected answer: ${reply.type}.`, undefined);
      return reply as Extract<Reply, { type: typeof answer }>;
    },
    onMessage: (listener) => listeners.push(listener),
    restore: (schema) => {
      const parsed = schema.safeParse(api.getState());
      return parsed.success ? parsed.data : undefined;
    },
    keep: (state) => api.setState(state),
  };
}
