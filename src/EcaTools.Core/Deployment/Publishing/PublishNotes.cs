using EcaTools.Core.Conversion;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Deployment.Publishing;

/// <summary>Keeps what is published for the next publication of the same folder.</summary>
/// <param name="org">The org.</param>
internal sealed class PublishNotes(EcaOrg org)
{
    private readonly Dictionary<string, PublishedState> _states = new(StringComparer.Ordinal);

    /// <summary>What is known of an app; null if no publication is.</summary>
    public PublishedApp? Find(EcaMetadata app) => StateOf(app).Find(app.Name);

    /// <summary>Notes what is about to be sent.</summary>
    public void NoteSending(Publication publication) =>
        Note(
            publication,
            state =>
                state.NoteSending(
                    publication.App.Name,
                    publication.Records.Select(record => record.Record),
                    publication.IsInTheMaking
                )
        );

    /// <summary>Notes what the org holds after a publication.</summary>
    public void NoteResult(Publication publication) =>
        Note(
            publication,
            state =>
                state.NoteResult(
                    publication.App.Name,
                    publication.Held.Values.Select(held => held.Record),
                    publication.IsOurs
                )
        );

    /// <summary>Without the note the next publication asks for -Force, so that failing to write it stops
    /// nothing.</summary>
    private void Note(Publication publication, Action<PublishedState> note)
    {
        try
        {
            note(StateOf(publication.App));
        }
        catch (EcaException error)
        {
            publication.AddProblems(
                EcaDeploymentProblem.OfAll(
                    "Warning",
                    $"What was published could not be noted, so the next publication can't tell it from what somebody changes in {org.Alias}. {error.Message}"
                )
            );
        }
    }

    private PublishedState StateOf(EcaMetadata app)
    {
        string folder = Path.GetFullPath(app.OutputPath);
        return _states.TryGetValue(folder, out PublishedState? state)
            ? state
            : _states[folder] = new PublishedState(folder, org.OrgId);
    }
}
