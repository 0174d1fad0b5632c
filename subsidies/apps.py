from django.apps import AppConfig


class SubsidiesConfig(AppConfig):
    name = "subsidies"
    verbose_name = "补贴资金"

    def ready(self) -> None:
        """A proposed value is weighed here before it is put into force (N23)."""
        from foundation.policy import impact
        from subsidies.operations.impact import ImpactAssessor

        impact.register(ImpactAssessor())
