using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Org;
using EcaTools.PracticeOrg.Sessions;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.Rest;

/// <summary>
/// Staged credentials (Salesforce Help: stage OAuth credentials): one second pair for each consumer. Promoting it puts
/// the pair that it replaces into its place, where that one stays good for 30 days.
/// </summary>
internal sealed class StagedCredentialEndpoints(
    OrgWorld world,
    CredentialEndpoints credentials,
    bool worksBeforeRotation,
    bool previousCanBePromoted
) : EndpointFamily
{
    /// <summary>Connect REST API Developer Guide: OAuth staged credentials.</summary>
    public const int FirstVersion = 65;

    private const string Kind = "staged credentials";
    private const string Collection = "/services/data/{version}/apps/oauth/credentials/{app}/{consumer}/staged";

    public override IEnumerable<Route> Routes =>
        [
            new("GET", Collection, Kind, Get),
            new("POST", Collection, Kind, Stage, changes: true),
            new("GET", Collection + "/{staged}", Kind, Get),
            new("PATCH", Collection + "/{staged}", Kind, Rotate, changes: true),
            new("DELETE", Collection + "/{staged}", Kind, Delete, changes: true),
        ];

    /// <summary>404 where nothing is staged; an empty list would be as plausible (UNCONFIRMED).</summary>
    private Answer Get(Request request, RouteValues values)
    {
        AppConsumers app = credentials.Require(request, values, FirstVersion).App;
        OAuthConsumer consumer = CredentialEndpoints.RequireConsumer(app, values);
        return values.Find("staged") is null
            ? Described(values, app, consumer.Staged is null ? throw RestException.NotFound() : consumer)
            : Described(values, app, RequireStaged(consumer, values));
    }

    private Answer Stage(Request request, RouteValues values) =>
        Change(
            request,
            values,
            (app, consumer, userId) =>
            {
                // One that is over makes room; that it does is UNCONFIRMED.
                if (consumer.Staged is { State: not StagedState.Expired })
                {
                    throw new RestException(
                        400,
                        "INVALID_INPUT",
                        "Staged credentials already exist for this consumer. Delete them before you stage new ones."
                    );
                }

                OAuthConsumer staged = consumer with
                {
                    Staged = new StagedCredential(
                        world.Ids.Next(SObjectPrefixes.StagedCredential),
                        CredentialSource.ConsumerKey(),
                        CredentialSource.ConsumerSecret(),
                        StagedState.Active,
                        worksBeforeRotation,
                        userId,
                        world.Now
                    ),
                };
                return (staged, Described(values, app, staged, 201));
            }
        );

    private Answer Rotate(Request request, RouteValues values)
    {
        if (Command(request.Body) != "rotate")
        {
            throw new RestException(400, "INVALID_INPUT", "Specify the command: rotate");
        }

        return Change(
            request,
            values,
            (app, consumer, userId) =>
            {
                StagedCredential staged = RequireStaged(consumer, values).Staged!;
                if (
                    staged.State != StagedState.Active
                    && !(previousCanBePromoted && staged.State == StagedState.Rotated)
                )
                {
                    // Whether a previous pair can be promoted again is UNCONFIRMED.
                    throw new RestException(
                        400,
                        "INVALID_INPUT",
                        $"Only active staged credentials can be rotated; these are {staged.State}."
                    );
                }

                OAuthConsumer rotated = consumer with
                {
                    Key = staged.Key,
                    Secret = staged.Secret,
                    Staged = new StagedCredential(
                        world.Ids.Next(SObjectPrefixes.StagedCredential),
                        consumer.Key,
                        consumer.Secret,
                        StagedState.Rotated,
                        Authenticates: true,
                        userId,
                        world.Now
                    ),
                };
                return (rotated, Described(values, app, rotated));
            }
        );
    }

    /// <summary>Ends the staged or previous pair at once.</summary>
    private Answer Delete(Request request, RouteValues values) =>
        Change(
            request,
            values,
            (_, consumer, _) =>
            {
                RequireStaged(consumer, values);
                return (consumer with { Staged = null }, Answer.Empty(204));
            }
        );

    private Answer Change(
        Request request,
        RouteValues values,
        Func<AppConsumers, OAuthConsumer, string, (OAuthConsumer Consumer, Answer Answer)> change
    )
    {
        Session session = credentials.Require(request, values, FirstVersion).Session;
        return world.Change(
            session.UserId,
            transaction =>
            {
                // Looked up again, alone: of two requests that stage at once, the second one is refused.
                AppConsumers app =
                    AppConsumers.Find(transaction.State, a => a.Id == SalesforceId.Normalise(values["app"]))
                    ?? throw RestException.NotFound();
                (OAuthConsumer consumer, Answer answer) = change(
                    app,
                    CredentialEndpoints.RequireConsumer(app, values),
                    session.UserId
                );
                transaction.Replace(app.With(consumer));
                return (answer, Keep: true);
            }
        );
    }

    private static OAuthConsumer RequireStaged(OAuthConsumer consumer, RouteValues values) =>
        consumer.Staged is { } staged && staged.Id == SalesforceId.Normalise(values["staged"])
            ? consumer
            : throw RestException.NotFound();

    private static Answer Described(RouteValues values, AppConsumers app, OAuthConsumer consumer, int status = 200)
    {
        StagedCredential staged = consumer.Staged!;
        string url = CredentialEndpoints.Url(values, app, consumer) + "/staged";
        return Answer.Json(
            new JsonObject
            {
                ["stagedCredentials"] = new JsonArray(
                    new JsonObject
                    {
                        ["id"] = staged.Id,
                        ["key"] = staged.Key,
                        ["secret"] = staged.Secret.Reveal(),
                        ["state"] = staged.State.ToString(),
                        ["createdBy"] = staged.CreatedById,
                        ["createdDate"] = Time(staged.CreatedDate),
                        ["expirationDate"] = Time(staged.ExpirationDate),
                        ["stagedCredentialsUrl"] = url,
                        ["url"] = $"{url}/{staged.Id}",
                    }
                ),
            },
            status
        );
    }

    private static string? Command(byte[] body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return
                document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("command", out JsonElement command)
                && command.ValueKind == JsonValueKind.String
                ? command.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
