import { describe, expect, test } from "@jest/globals";
import { isLoopback, networkOf } from "../../../../src/http/rates/network.js";

describe("requests are counted", () => {
  test.each([
    ["by address, of IPv4", "192.0.2.7", "192.0.2.7"],
    ["by network of 64 bits, of IPv6", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["where zeros are left out within the network", "2001:db8::5:6", "2001:db8:0:0::/64"],
    ["where zeros are left out behind it", "2001:db8:1:2::6", "2001:db8:1:2::/64"],
    ["where nothing is before the zeros", "::1", "0:0:0:0::/64"],
    ["where nothing is behind them", "2001:db8::", "2001:db8:0:0::/64"],
  ])("%s: %s", (_, address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  test("all addresses of a network as one", () => {
    expect(networkOf("2001:db8::1:2:3:4")).toBe(networkOf("2001:db8:0:0:ffff::"));
  });
});

test("the machine itself is known by both kinds of address", () => {
  expect(["127.0.0.1", "127.8.0.1", "::1"].every(isLoopback)).toBe(true);
  expect(["12.7.0.1", "::2", ""].some(isLoopback)).toBe(false);
});
