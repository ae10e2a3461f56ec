using System.Globalization;
using System.Text.Json.Nodes;
using EcaTools.PracticeOrg.Org;

namespace EcaTools.PracticeOrg.Deployment;

/// <summary>A deploy from the moment it was accepted. It is done after a number of polls, or when something else looks
/// at the metadata.</summary>
internal sealed class DeployJob(
    OrgWorld world,
    string id,
    byte[] zip,
    DeployOptions options,
    int version,
    string userId,
    int polls
)
{
    private readonly object _gate = new();
    private readonly DateTimeOffset _created = world.Now;
    private IReadOnlyList<DeployMessage> _messages = [];
    private DateTimeOffset? _completed;
    private byte[] _zip = zip;
    private string? _error;
    private string _status = "Pending";
    private int _polled;

    public string Id { get; } = id;

    public DeployOptions Options { get; } = options;

    /// <summary>The bytes of the package that it holds on to: until it is done, and after a validation for a quick
    /// deploy.</summary>
    public int HeldBytes => _zip.Length;

    public bool IsDone => _completed is not null;

    /// <summary>One status poll: the states go by, and the last one carries the deploy out.</summary>
    public JsonObject Poll(bool includeDetails)
    {
        lock (_gate)
        {
            if (_status == "Canceling")
            {
                Complete("Canceled");
            }
            else if (!IsDone)
            {
                _polled++;
                _status = _polled == 1 ? "Pending" : "InProgress";
                if (_polled >= polls)
                {
                    Run();
                }
            }

            return ToJson(includeDetails);
        }
    }

    /// <summary>The package of a validation that succeeded within <paramref name="lifetime"/>; null if this is
    /// none.</summary>
    public byte[]? Validated(TimeSpan lifetime)
    {
        lock (_gate)
        {
            return Options.CheckOnly && _status == "Succeeded" && _zip.Length > 0 && world.Now - _completed <= lifetime
                ? _zip
                : null;
        }
    }

    /// <summary>Gives the package up: the validation no longer qualifies for a quick deploy.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            if (IsDone)
            {
                _zip = [];
            }
        }
    }

    /// <summary>Carries the deploy out now, if it is neither done nor canceled.</summary>
    public void Settle()
    {
        lock (_gate)
        {
            if (!IsDone && _status != "Canceling")
            {
                Run();
            }
        }
    }

    /// <summary>What waits is canceled at once, what runs with the next look (Metadata API Developer Guide:
    /// cancelDeploy). False if it is too late.</summary>
    public bool Cancel()
    {
        lock (_gate)
        {
            if (IsDone)
            {
                return false;
            }

            if (_status == "Pending")
            {
                Complete("Canceled");
            }
            else
            {
                _status = "Canceling";
            }

            return true;
        }
    }

    public JsonObject Describe(bool includeDetails)
    {
        lock (_gate)
        {
            return ToJson(includeDetails);
        }
    }

    private void Run()
    {
        string status = "Failed";
        try
        {
            DeployPackage package = DeployPackage.Read(_zip);
            _messages = world.Change(
                userId,
                transaction =>
                {
                    IReadOnlyList<DeployMessage> messages = new DeployRunner(
                        world,
                        package,
                        Options,
                        version,
                        transaction
                    ).Run();
                    bool clean = messages.All(m => m.Success);
                    if (clean)
                    {
                        status = "Succeeded";
                    }
                    else if (Options.RollbackOnError || Options.CheckOnly)
                    {
                        status = "Failed";
                    }
                    else
                    {
                        status = "SucceededPartial";
                    }

                    return (messages, Keep: !Options.CheckOnly && (clean || !Options.RollbackOnError));
                }
            );
        }
        catch (PackageException e)
        {
            _error = e.Message;
            _messages =
            [
                new DeployMessage("package.xml", "", "package.xml", world.Now) { Problem = e.Message, Success = false },
            ];
        }

        Complete(status);
    }

    private void Complete(string status)
    {
        _status = status;
        _completed = world.Now;
        if (!Options.CheckOnly || status != "Succeeded")
        {
            _zip = [];
        }
    }

    private JsonObject ToJson(bool includeDetails)
    {
        List<DeployMessage> components = [.. _messages.Where(m => m.FullName != "package.xml" || !m.Success)];
        JsonObject json = new()
        {
            ["checkOnly"] = Options.CheckOnly,
            ["createdBy"] = userId,
            ["createdByName"] = world.Rows("User").First(u => u.Text("Id") == userId).Text("Name"),
            ["createdDate"] = Time(_created),
            ["done"] = IsDone,
            ["id"] = Id,
            ["ignoreWarnings"] = Options.IgnoreWarnings,
            ["lastModifiedDate"] = Time(_completed ?? _created),
            ["numberComponentErrors"] = components.Count(m => !m.Success),
            ["numberComponentsDeployed"] = components.Count(m => m.Success),
            ["numberComponentsTotal"] = components.Count,
            ["numberTestErrors"] = 0,
            ["numberTestsCompleted"] = 0,
            ["numberTestsTotal"] = 0,
            ["rollbackOnError"] = Options.RollbackOnError,
            ["runTestsEnabled"] = false,
            ["startDate"] = Time(_created),
            ["status"] = _status,

            // Whether a partial success counts as success is UNCONFIRMED; a report of jsforce-metadata-tools says it
            // does.
            ["success"] = _status is "Succeeded" or "SucceededPartial",
        };
        if (_completed is { } completed)
        {
            json["completedDate"] = Time(completed);
        }

        if (_error is not null)
        {
            json["errorMessage"] = _error;
            json["errorStatusCode"] = "UNKNOWN_EXCEPTION";
        }

        if (_status is "Canceled" or "Canceling")
        {
            json["canceledBy"] = userId;
        }

        if (includeDetails)
        {
            json["details"] = new JsonObject
            {
                ["componentFailures"] = new JsonArray([
                    .. _messages.Where(m => !m.Success).Select(m => (JsonNode)m.ToJson()),
                ]),
                ["componentSuccesses"] = new JsonArray([
                    .. _messages.Where(m => m.Success).Select(m => (JsonNode)m.ToJson()),
                ]),
                ["runTestResult"] = new JsonObject
                {
                    ["numFailures"] = 0,
                    ["numTestsRun"] = 0,
                    ["totalTime"] = 0.0,
                },
            };
        }

        return json;
    }

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
