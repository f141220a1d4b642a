import type { Principal } from "../../access/principal.js";
import { isLoopback, networkOf } from "./network.js";
import { makeRateRefusal } from "./rate-refusal.js";
import { personKey } from "./rate-limits.js";
import { RATES, type Rates } from "./rates.js";

/** A connection as the protocol has it: its open operations by id. */
export interface Connection {
  readonly subscriptions: Readonly<Record<string, unknown>>;
}

/** What of a socket is used here. */
export interface ClosableSocket {
  readonly readyState: number;
  once(event: "close", listener: () => void): unknown;
  close(code: number, reason: string): void;
}

/** Sockets that are open at this process, and what is open on them. Whatever is refused throws RateLimitedError. */
export interface OpenSockets {
  /** Before a socket is opened. */
  check(address: string): void;
  /** Counts a socket until it closes. */
  open(socket: ClosableSocket, address: string): void;
  /** Counts a connection for its person until its socket closes, and closes it when nothing has been asked of it for long. */
  join(connection: Connection, socket: ClosableSocket, principal: Principal): void;
  /** Counts an operation, which is among the connection's open ones already, until it is no more. */
  openOperation(connection: Connection, id: string): void;
  /** Looks at idle connections no more. */
  stop(): void;
}

interface OpenSocketsOptions {
  rates: Rates;
  /** Whether nobody is asked who they are: then this machine's own programs may open as many as they like. */
  isOpen: boolean;
  /** Longest that a connection may have no operation, ms; 0 for as long as it likes. */
  idleMs: number;
  onRefused: (label: string) => void;
  getElapsedMs: () => number;
}

/** What is known of a connection since it has shown who it is. */
interface Joined {
  socket: ClosableSocket;
  /** Of the connections of this person, itself among them; alone where nobody is told apart. */
  siblings: Map<Connection, Joined>;
  /** Whether its operations are counted. */
  isCounted: boolean;
  /** Operations that were let in; those that are open no more are forgotten when somebody counts. */
  admitted: Set<string>;
  /** When an operation was last seen on it. */
  usedMs: number;
}

type OpenName = "personOperations" | "personSockets" | "addressSockets";

const NORMAL = 1_000;
const CLOSED = 3;
/** Looks at each connection in the longest time that it may be idle. */
const LOOKS = 4;

/** Makes the books of one process. */
export function createOpenSockets(options: OpenSocketsOptions): OpenSockets {
  const { rates, isOpen, idleMs, onRefused, getElapsedMs } = options;
  const byAddress = new Map<string, number>();
  const byPerson = new Map<string, Map<Connection, Joined>>();
  const joined = new Map<Connection, Joined>();
  const looking = idleMs === 0 ? undefined : setInterval(closeIdle, Math.ceil(idleMs / LOOKS)).unref();

  function refuseAbove(name: OpenName, count: number): void {
    if (rates[name] === 0 || count <= rates[name]) return;
    onRefused(RATES[name].label);
    throw makeRateRefusal(name, rates);
  }

  function closeIdle(): void {
    const now = getElapsedMs();
    for (const [{ subscriptions }, one] of joined) {
      if (Object.keys(subscriptions).length > 0) one.usedMs = now;
      else if (now - one.usedMs > idleMs) one.socket.close(NORMAL, "No operation for too long.");
    }
  }

  return {
    check(address) {
      if (isOpen && isLoopback(address)) return;
      refuseAbove("addressSockets", (byAddress.get(networkOf(address)) ?? 0) + 1);
    },
    open(socket, address) {
      const key = networkOf(address);
      byAddress.set(key, (byAddress.get(key) ?? 0) + 1);
      socket.once("close", () => {
        const left = (byAddress.get(key) ?? 1) - 1;
        if (left === 0) byAddress.delete(key);
        else byAddress.set(key, left);
      });
    },
    join(connection, socket, principal) {
      // it may have gone while it was found out who it is
      if (socket.readyState === CLOSED) return;
      const key = personKey(principal);
      const siblings = (key === null ? undefined : byPerson.get(key)) ?? new Map<Connection, Joined>();
      if (key !== null) {
        refuseAbove("personSockets", siblings.size + 1);
        byPerson.set(key, siblings);
      }
      const one: Joined = {
        ...{ socket, siblings, isCounted: key !== null },
        ...{ admitted: new Set(), usedMs: getElapsedMs() },
      };
      siblings.set(connection, one);
      joined.set(connection, one);
      socket.once("close", () => {
        joined.delete(connection);
        siblings.delete(connection);
        if (key !== null && siblings.size === 0) byPerson.delete(key);
      });
    },
    openOperation(connection, id) {
      const one = joined.get(connection);
      if (!one) return;
      one.usedMs = getElapsedMs();
      if (!one.isCounted) return;
      // an id may come a second time once its first operation has ended
      one.admitted.delete(id);
      let open = 1;
      for (const [sibling, { admitted }] of one.siblings) open += countAdmitted(sibling, admitted);
      refuseAbove("personOperations", open);
      one.admitted.add(id);
    },
    stop: () => clearInterval(looking),
  };
}

function countAdmitted({ subscriptions }: Connection, admitted: Set<string>): number {
  for (const id of admitted) if (!(id in subscriptions)) admitted.delete(id);
  return admitted.size;
}
