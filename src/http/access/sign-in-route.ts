import { Router } from "express";

/** What a page signs people in with. */
export interface SignIn {
  issuer: string;
  clientId: string;
  scope: string;
}

/** `GET /auth/config`: how one shows who one is, for whoever has not done so yet. */
export function signInRoute(isOpen: boolean, oidc: SignIn | null): Router {
  const router = Router();
  router.get("/auth/config", (_request, response) => {
    response.set("cache-control", "no-store").json({ isOpen, oidc, keys: !isOpen });
  });
  return router;
}
