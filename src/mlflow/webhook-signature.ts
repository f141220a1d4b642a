import { createHmac, timingSafeEqual } from "node:crypto";

/** What MLflow sends beside the body of a delivery. */
export interface DeliveryHeaders {
  /** `X-MLflow-Delivery-Id` */
  deliveryId: string | undefined;
  /** `X-MLflow-Timestamp`, seconds since 1970. */
  timestamp: string | undefined;
  /** `X-MLflow-Signature` */
  signature: string | undefined;
}

/** MLflow's signature: `v1,` and the HMAC-SHA256, base64, of id, timestamp and body joined by dots. */
export function signDelivery(secret: string, deliveryId: string, timestamp: string, body: Buffer): string {
  const hmac = createHmac("sha256", secret).update(`${deliveryId}.${timestamp}.`).update(body);
  return `v1,${hmac.digest("base64")}`;
}

/** Whether whoever sent the delivery knows the secret. Takes as long for a signature that is nearly right as for one that is all wrong. */
export function isSigned(secret: string, headers: DeliveryHeaders, body: Buffer): boolean {
  const { deliveryId, timestamp, signature } = headers;
  if (!deliveryId || !timestamp || !signature) return false;
  const expected = Buffer.from(signDelivery(secret, deliveryId, timestamp, body));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
