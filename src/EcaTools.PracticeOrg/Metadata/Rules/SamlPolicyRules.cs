namespace EcaTools.PracticeOrg.Metadata.Rules;

/// <summary>SAML policies: a local app whose policies have the SAML plugin on (Metadata API Developer Guide).</summary>
internal sealed class SamlPolicyRules : RecordRules
{
    public override void Check(SaveContext save)
    {
        // The documentation wants the parent's label here, its sample shows the name: both are taken (UNCONFIRMED).
        if (
            save.State.Find("ExternalClientApplication", save.Parent) is null
            && save.State.OfType("ExternalClientApplication").FirstOrDefault(a => a.Text("label") == save.Parent)
                is { } labelled
        )
        {
            save.Set("externalClientApplication", labelled.FullName);
        }

        StoredRecord parent = CheckParent(save);
        CheckCount(save, "customAttributes", 128);
        CheckAssignments(save);
        if (parent.Text("distributionState") != "Local")
        {
            throw save.Problem(
                "INVALID_INPUT",
                "SAML is only available for local external client apps.",
                "externalClientApplication"
            );
        }

        if (
            save.State.SatelliteOf(parent.FullName, "ExtlClntAppConfigurablePolicies")?.Flag("isSamlPluginEnabled")
            != true
        )
        {
            throw save.Problem(
                "INVALID_INPUT",
                "Enable the SAML plugin in the external client app's policies before you configure SAML."
            );
        }
    }
}
