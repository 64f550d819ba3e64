//! What all composites have in common: how they are set up, and the traits.

use std::collections::BTreeSet;

use llm_types::{
    AuthMethod, AuthProvider as _, Capabilities, Error, ErrorKind, Operation,
    ProviderIdentity as _, ToolFormat,
};

use super::group::Group;

impl Group {
    /// What every member can do.
    pub(super) fn capabilities(&self) -> Capabilities {
        let mut all = self.seats.iter().map(|seat| seat.member.provider.capabilities());
        let first = all.next().unwrap_or_default();
        all.fold(first, |common, next| common.iter().filter(|it| next.has(*it)).collect())
    }

    /// That of the first member; each makes its own of the neutral tools of a request.
    pub(super) fn tool_format(&self) -> ToolFormat {
        self.seats.first().map_or(ToolFormat::OpenAi, |seat| seat.member.provider.tool_format())
    }

    pub(super) fn configured_auth(&self) -> Vec<AuthMethod> {
        let all = self.seats.iter().flat_map(|seat| seat.member.provider.configured_auth());
        all.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// True if a member can be called.
    pub(super) fn is_authenticated(&self) -> bool {
        self.seats.iter().any(|seat| seat.member.provider.is_authenticated())
    }

    /// Members are set up by themselves.
    pub(super) fn not_here(&self, what: &str, operation: Operation) -> Error {
        let names: Vec<_> = self.seats.iter().map(|seat| &*seat.member.name).collect();
        let message = format!(
            "a {} does not {what}: do so with its providers ({})",
            self.settings.kind,
            names.join(", ")
        );
        Error::new(ErrorKind::Unsupported, message).with_operation(operation)
    }
}

/// The settings that all composites have, and the traits of a provider.
macro_rules! composite {
    ($composite:ident, $description:literal) => {
        impl $composite {
            /// Called this, in metrics aside, and not what it is.
            #[must_use]
            pub fn named(self, name: impl Into<String>) -> Self {
                self.set(|settings| settings.name = name.into())
            }

            /// After these failures another member is asked; without it, by the
            /// [table](crate::Failover).
            #[must_use]
            pub fn failover(self, failover: crate::Failover) -> Self {
                self.set(|settings| settings.failover = failover)
            }

            /// Members that fail rest by this policy: for ten seconds after three failures in a
            /// row, if nothing else is said. It forgets all that is known of them.
            #[must_use]
            pub fn breaker(self, policy: crate::BreakerPolicy) -> Self {
                Self(self.set(|settings| settings.breaker = policy).0.rested_by())
            }

            /// Takes the time from here: for tests.
            #[must_use]
            pub fn clock(self, clock: std::sync::Arc<dyn crate::Clock>) -> Self {
                self.set(|settings| settings.clock = clock)
            }

            /// Takes chance from here: for tests.
            #[must_use]
            pub fn random(self, random: std::sync::Arc<dyn crate::Random>) -> Self {
                self.set(|settings| settings.random = random)
            }

            /// How the members are, in their order, and what became of the calls that each had a
            /// part in.
            pub fn members(&self) -> Vec<crate::MemberStatus> {
                self.0.status()
            }

            fn set(self, change: impl FnOnce(&mut Settings)) -> Self {
                Self(self.0.set(change))
            }
        }

        impl llm_types::ProviderIdentity for $composite {
            fn name(&self) -> &str {
                &self.0.settings.name
            }

            fn provider_type(&self) -> llm_types::ProviderType {
                self.0.settings.kind.into()
            }

            fn description(&self) -> &str {
                $description
            }

            /// What every member can do.
            fn capabilities(&self) -> llm_types::Capabilities {
                self.0.capabilities()
            }

            fn tool_format(&self) -> llm_types::ToolFormat {
                self.0.tool_format()
            }
        }

        #[async_trait::async_trait]
        impl llm_types::ChatProvider for $composite {
            async fn complete(
                &self,
                request: llm_types::StandardRequest,
            ) -> llm_types::Result<llm_types::StandardResponse> {
                self.0.complete(request).await
            }

            async fn stream(
                &self,
                request: llm_types::StandardRequest,
            ) -> llm_types::Result<llm_types::StandardStream> {
                self.0.stream(request).await
            }
        }

        #[async_trait::async_trait]
        impl llm_types::ModelProvider for $composite {
            /// The models of all members, each with those that [offer](crate::OfferedBy) it. Lists
            /// that cannot be had are left out, unless there is no other.
            async fn models(&self) -> llm_types::Result<std::sync::Arc<[llm_types::Model]>> {
                self.0.models().await
            }

            fn default_model(&self) -> Option<llm_types::ModelId> {
                self.0.default_model()
            }

            fn last_used_model(&self) -> Option<llm_types::ModelId> {
                self.0.settings.last_model()
            }
        }

        /// The members are logged in and out by themselves.
        #[async_trait::async_trait]
        impl llm_types::AuthProvider for $composite {
            fn configured_auth(&self) -> Vec<llm_types::AuthMethod> {
                self.0.configured_auth()
            }

            /// True if any member has a credential.
            fn is_authenticated(&self) -> bool {
                self.0.is_authenticated()
            }

            async fn authenticate(&self, _: llm_types::AuthConfig) -> llm_types::Result<()> {
                Err(self.0.not_here("take credentials", llm_types::Operation::Login))
            }

            async fn logout(&self) -> llm_types::Result<()> {
                Err(self.0.not_here("log out", llm_types::Operation::Login))
            }
        }

        /// The members are set up by themselves.
        impl llm_types::ConfigurableProvider for $composite {
            fn configure(&self, _: llm_types::ProviderConfig) -> llm_types::Result<()> {
                Err(self.0.not_here("take a set-up", llm_types::Operation::Management))
            }
        }

        #[async_trait::async_trait]
        impl llm_types::HealthProvider for $composite {
            /// Succeeds if any member is there. Each has ten seconds.
            async fn test_connectivity(
                &self,
                freshness: llm_types::Freshness,
            ) -> llm_types::Result<()> {
                self.0.test_connectivity(freshness).await
            }

            /// Checks all members, each of which has ten seconds: healthy if all are, unhealthy if
            /// none can be asked, degraded otherwise; with a finding for each that is not healthy.
            ///
            /// One that is unhealthy gets no calls for a while. So an application that checks now
            /// and then keeps its calls away from what is down.
            async fn health_check(&self) -> llm_types::HealthStatus {
                self.0.health_check().await
            }

            /// What was asked of all together; [`members`](Self::members) has the share of each,
            /// and the metrics of a member what it did by itself.
            fn metrics(&self) -> llm_types::ProviderMetrics {
                self.0.settings.metrics.snapshot()
            }
        }

        /// What all members say.
        #[async_trait::async_trait]
        impl llm_types::RateLimitProvider for $composite {
            /// Of the member that can tell, if there is one such.
            async fn rate_limits(
                &self,
                freshness: llm_types::Freshness,
            ) -> llm_types::Result<llm_types::Allowance> {
                self.0.rate_limits(freshness).await
            }

            fn tracked_rate_limits(
                &self,
                model: Option<llm_types::ModelId>,
            ) -> Vec<llm_types::RateLimitInfo> {
                self.0.tracked_rate_limits(model.as_ref())
            }

            async fn combined_rate_limits(
                &self,
                model: Option<llm_types::ModelId>,
            ) -> llm_types::Result<llm_types::CombinedRateLimits> {
                self.0.combined_rate_limits(model).await
            }
        }
    };
}

pub(super) use composite;
