const GROUPS = 8;
/** What one customer of a provider has all of: 64 bits. */
const GROUPS_OF_NETWORK = 4;

/**
 * What requests are counted by: an IPv4 address itself, and the /64 network of an IPv6 address, whose other half its holder chooses.
 */
export function networkOf(address: string): string {
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.split("::", 2);
  const first = head === "" ? [] : head.split(":");
  const last = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, GROUPS - first.length - last.length);
  const groups = [...first, ...Array.from({ length: zeros }, () => "0"), ...last];
  return `${groups.slice(0, GROUPS_OF_NETWORK).join(":")}::/64`;
}

/** Whether an address is of the machine itself. */
export function isLoopback(address: string): boolean {
  return address === "::1" || address.startsWith("127.");
}
