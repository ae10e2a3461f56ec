namespace EcaTools.Core.Deployment.Publishing;

/// <summary>What people read about a publication: how much would change, and what is in the org after half of
/// it.</summary>
internal static class PublicationText
{
    /// <summary>What an org holds after a publication that was made in part, and what to do about it.</summary>
    public static (string State, string NextStep) Partial(Publication publication, string orgAlias)
    {
        string app = publication.App.Name;
        return publication switch
        {
            { IsInTheMaking: false } => (
                $"The definition of {app} was changed in {orgAlias}; its policies there are as they were before.",
                "Correct what the problems name, and publish again: what is in the org already is not sent again."
            ),
            { IsOff: true } => (
                $"{app} is in {orgAlias} and switched off, so nobody can use it: its policies are not in yet.",
                $"Correct what the problems name, and publish again: that sends the policies and switches the app on. Or delete the app in Setup > External Client App Manager > {app}."
            ),
            _ => (
                $"{app} is in {orgAlias} with the policies that the org made, and it could not be confirmed that it is switched off: any user may be able to authorize it.",
                $"Switch it off now in Setup > External Client App Manager > {app} > Policies. Then correct what the problems name, and publish again."
            ),
        };
    }

    /// <summary>How much would change, in a few words.</summary>
    public static string Summary(Publication publication) =>
        publication switch
        {
            { IsNew: true } => Quantity.Of(publication.Changes.Length, "new component"),
            { Changes.IsEmpty: true } => "no change",
            _ => Quantity.Of(publication.Changes.Length, "change"),
        };
}
