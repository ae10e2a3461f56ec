using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace EcaTools.PracticeOrg.Tests.Rest;

public class RecordWriteTests
{
    private static async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(
        PracticeClient client,
        HttpMethod method,
        string path,
        object? body = null,
        string? token = null
    )
    {
        using HttpContent? content = body is null ? null : JsonContent.Create(body);
        using HttpResponseMessage response = await client.SendAsync(method, client.Data(path), content, token);
        string text = await response.Content.ReadAsStringAsync();
        using JsonDocument document = JsonDocument.Parse(text.Length == 0 ? "null" : text);
        return (response.StatusCode, document.RootElement.Clone());
    }

    private static async Task<string> CreateAsync(PracticeClient client, string sObject, object body)
    {
        (HttpStatusCode status, JsonElement answer) = await SendAsync(
            client,
            HttpMethod.Post,
            $"/sobjects/{sObject}",
            body
        );
        Assert.True(status == HttpStatusCode.Created, answer.ToString());
        Assert.True(answer.GetProperty("success").GetBoolean());
        return answer.GetProperty("id").GetString()!;
    }

    private static async Task<string> RefusalAsync(
        PracticeClient client,
        HttpMethod method,
        string path,
        object? body = null,
        string? token = null
    )
    {
        (HttpStatusCode status, JsonElement answer) = await SendAsync(client, method, path, body, token);
        Assert.True((int)status >= 400, answer.ToString());
        return answer[0].GetProperty("errorCode").GetString()!;
    }

    private static async Task<string> IdAsync(PracticeClient client, string soql, bool tooling = false) =>
        (await client.QueryAsync(soql, tooling)).GetProperty("records")[0].GetProperty("Id").GetString()!;

    private static async Task<int> CountAsync(PracticeClient client, string from) =>
        (await client.QueryAsync("SELECT COUNT() FROM " + from)).GetProperty("totalSize").GetInt32();

    [Fact]
    public async Task A_permission_set_is_made_changed_assigned_and_deleted()
    {
        await using PracticeClient client = new();
        string set = await CreateAsync(
            client,
            "PermissionSet",
            new
            {
                Name = "New_Access",
                Label = "New Access",
                PermissionsViewSetup = true,
            }
        );
        Assert.Equal(
            1,
            await CountAsync(
                client,
                $"PermissionSet WHERE Id = '{set}' AND PermissionsViewSetup = true AND IsOwnedByProfile = false"
            )
        );
        Assert.Equal(
            HttpStatusCode.NoContent,
            (
                await SendAsync(client, HttpMethod.Patch, $"/sobjects/PermissionSet/{set}", new { Label = "Other" })
            ).Status
        );
        Assert.Equal(1, await CountAsync(client, "PermissionSet WHERE Label = 'Other' AND Name = 'New_Access'"));
        string user = await IdAsync(client, "SELECT Id FROM User WHERE LastName = 'Haddad'");
        string assignment = await CreateAsync(
            client,
            "PermissionSetAssignment",
            new { AssigneeId = user, PermissionSetId = set }
        );
        Assert.Equal("DELETE_FAILED", await RefusalAsync(client, HttpMethod.Delete, $"/sobjects/PermissionSet/{set}"));
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await SendAsync(client, HttpMethod.Delete, $"/sobjects/PermissionSetAssignment/{assignment}")).Status
        );
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await SendAsync(client, HttpMethod.Delete, $"/sobjects/PermissionSet/{set}")).Status
        );
        Assert.Equal(
            "ENTITY_IS_DELETED",
            await RefusalAsync(client, HttpMethod.Delete, $"/sobjects/PermissionSet/{set}")
        );
        Assert.Equal(5, await CountAsync(client, "SetupAuditTrail WHERE Action LIKE 'PermSet%'"));
    }

    [Fact]
    public async Task Several_records_are_read_in_the_order_of_their_ids_with_null_for_what_is_not_there()
    {
        await using PracticeClient client = new();
        string lin = await IdAsync(client, "SELECT Id FROM User WHERE LastName = 'Lin'");
        string berg = await IdAsync(client, "SELECT Id FROM User WHERE LastName = 'Berg'");
        (HttpStatusCode status, JsonElement read) = await SendAsync(
            client,
            HttpMethod.Post,
            "/composite/sobjects/User",
            new { ids = new[] { lin, "005000000000000AAA", berg }, fields = new[] { "LastName" } }
        );
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            ["Lin", null, "Berg"],
            read.EnumerateArray()
                .Select(r => r.ValueKind == JsonValueKind.Null ? null : r.GetProperty("LastName").GetString())
        );

        Task<string> Refusal(object body) => RefusalAsync(client, HttpMethod.Post, "/composite/sobjects/User", body);
        Assert.Equal("INVALID_FIELD", await Refusal(new { ids = new[] { lin }, fields = new[] { "Nonsense" } }));
        Assert.Equal("MALFORMED_ID", await Refusal(new { ids = new[] { "nonsense" }, fields = new[] { "LastName" } }));
        Assert.Equal("JSON_PARSER_ERROR", await Refusal(new { ids = lin, fields = new[] { "LastName" } }));
        Assert.Equal(
            "EXCEEDED_MAX_SIZE_REQUEST",
            await Refusal(new { ids = Enumerable.Repeat(lin, 2001), fields = new[] { "LastName" } })
        );
    }

    [Fact]
    public async Task A_text_that_is_half_a_surrogate_pair_is_refused()
    {
        await using PracticeClient client = new();
        using StringContent content = new(
            """{"Name":"\ud800","Label":"X"}""",
            System.Text.Encoding.UTF8,
            "application/json"
        );
        using HttpResponseMessage response = await client.SendAsync(
            HttpMethod.Post,
            client.Data("/sobjects/PermissionSet"),
            content,
            null
        );
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_describe_tells_how_the_ids_of_its_object_begin()
    {
        await using PracticeClient client = new();
        foreach (
            string sObject in new[] { "User", "PermissionSet", "ConnectedApplication", "ExternalClientApplication" }
        )
        {
            string prefix = (await SendAsync(client, HttpMethod.Get, $"/sobjects/{sObject}/describe"))
                .Body.GetProperty("keyPrefix")
                .GetString()!;
            Assert.StartsWith(
                prefix,
                await IdAsync(client, $"SELECT Id FROM {sObject} LIMIT 1"),
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task Each_mistake_in_a_permission_set_gets_its_own_refusal()
    {
        await using PracticeClient client = new();
        Task<string> Create(object body) => RefusalAsync(client, HttpMethod.Post, "/sobjects/PermissionSet", body);
        Assert.Equal("REQUIRED_FIELD_MISSING", await Create(new { Name = "X" }));
        Assert.Equal("DUPLICATE_VALUE", await Create(new { Name = "route_planning", Label = "Again" }));
        Assert.Equal("INVALID_FIELD", await Create(new { Name = "has space", Label = "X" }));
        Assert.Equal(
            "INVALID_FIELD",
            await Create(
                new
                {
                    Name = "X",
                    Label = "X",
                    Nope = 1,
                }
            )
        );
        Assert.Equal(
            "INVALID_FIELD_FOR_INSERT_UPDATE",
            await Create(
                new
                {
                    Name = "X",
                    Label = "X",
                    IsOwnedByProfile = true,
                }
            )
        );
        Assert.Equal("JSON_PARSER_ERROR", await Create(new { Name = true, Label = "X" }));
        string ofProfile = await IdAsync(client, "SELECT Id FROM PermissionSet WHERE IsOwnedByProfile = true LIMIT 1");
        Assert.Equal(
            "INVALID_CROSS_REFERENCE_KEY",
            await RefusalAsync(client, HttpMethod.Delete, $"/sobjects/PermissionSet/{ofProfile}")
        );
        Assert.Equal(
            "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
            await RefusalAsync(client, HttpMethod.Post, "/sobjects/ConnectedApplication", new { Name = "X" })
        );
        Assert.Equal(
            "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
            await RefusalAsync(client, HttpMethod.Post, "/sobjects/User", new { Username = "x@example.com" })
        );
        Assert.Equal(
            "NOT_FOUND",
            await RefusalAsync(client, HttpMethod.Post, "/sobjects/Nonsense", new { Name = "X" })
        );
        Assert.Equal("MALFORMED_ID", await RefusalAsync(client, HttpMethod.Delete, "/sobjects/PermissionSet/nonsense"));
        Assert.Equal(0, await CountAsync(client, "PermissionSet WHERE Name = 'X'"));
    }

    [Fact]
    public async Task An_assignment_needs_an_active_user_and_a_set_that_is_there_and_not_there_twice()
    {
        await using PracticeClient client = new();
        string set = await IdAsync(client, "SELECT Id FROM PermissionSet WHERE Name = 'Route_Planning'");
        string retired = await IdAsync(client, "SELECT Id FROM User WHERE LastName = 'Retired'");
        string dmitri = await IdAsync(client, "SELECT Id FROM User WHERE LastName = 'Novak'");
        Assert.Equal(
            "INACTIVE_OWNER_OR_USER",
            await RefusalAsync(
                client,
                HttpMethod.Post,
                "/sobjects/PermissionSetAssignment",
                new { AssigneeId = retired, PermissionSetId = set }
            )
        );
        Assert.Equal(
            "DUPLICATE_VALUE",
            await RefusalAsync(
                client,
                HttpMethod.Post,
                "/sobjects/PermissionSetAssignment",
                new { AssigneeId = dmitri, PermissionSetId = set }
            )
        );
        Assert.Equal(
            "INVALID_CROSS_REFERENCE_KEY",
            await RefusalAsync(
                client,
                HttpMethod.Post,
                "/sobjects/PermissionSetAssignment",
                new { AssigneeId = dmitri, PermissionSetId = "0PSPr000000ZZZZ" }
            )
        );
        Assert.Equal(
            "REQUIRED_FIELD_MISSING",
            await RefusalAsync(
                client,
                HttpMethod.Post,
                "/sobjects/PermissionSetAssignment",
                new { AssigneeId = dmitri }
            )
        );
    }

    [Fact]
    public async Task A_grant_written_by_REST_stands_beside_those_of_the_metadata_and_goes_with_its_app()
    {
        await using PracticeClient client = new();
        string app = await IdAsync(
            client,
            "SELECT Id FROM ExternalClientApplication WHERE DeveloperName = 'Warehouse_ECA'"
        );
        string set = await IdAsync(client, "SELECT Id FROM PermissionSet WHERE Name = 'Finance_Read'");
        int before = await CountAsync(client, $"SetupEntityAccess WHERE SetupEntityId = '{app}'");
        string grant = await CreateAsync(client, "SetupEntityAccess", new { ParentId = set, SetupEntityId = app });
        Assert.Equal(
            1,
            await CountAsync(
                client,
                $"SetupEntityAccess WHERE Id = '{grant}' AND SetupEntityType = "
                    + $"'ExternalClientApplication' AND Parent.Name = 'Finance_Read'"
            )
        );
        Assert.Equal(before + 1, await CountAsync(client, $"SetupEntityAccess WHERE SetupEntityId = '{app}'"));
        Assert.Equal(
            "DUPLICATE_VALUE",
            await RefusalAsync(
                client,
                HttpMethod.Post,
                "/sobjects/SetupEntityAccess",
                new { ParentId = set, SetupEntityId = app }
            )
        );
        Assert.Equal(
            "INVALID_CROSS_REFERENCE_KEY",
            await RefusalAsync(
                client,
                HttpMethod.Post,
                "/sobjects/SetupEntityAccess",
                new { ParentId = set, SetupEntityId = set }
            )
        );
        await client.SoapAsync(
            "deleteMetadata",
            "<type>ExternalClientApplication</type><fullNames>Warehouse_ECA</fullNames>"
        );
        Assert.Equal(0, await CountAsync(client, $"SetupEntityAccess WHERE SetupEntityId = '{app}'"));
    }

    [Fact]
    public async Task A_grant_of_the_metadata_that_is_deleted_by_REST_is_gone_from_the_metadata()
    {
        await using PracticeClient client = new();
        string app = await IdAsync(
            client,
            "SELECT Id FROM ConnectedApplication WHERE DeveloperName = 'Finance_Reports'"
        );
        foreach (string parent in new[] { "Parent.Name = 'Finance_Close'", "Parent.Profile.Name = 'Finance'" })
        {
            string grant = await IdAsync(
                client,
                $"SELECT Id FROM SetupEntityAccess WHERE SetupEntityId = '{app}' AND {parent}"
            );
            Assert.Equal(
                HttpStatusCode.NoContent,
                (await SendAsync(client, HttpMethod.Delete, $"/sobjects/SetupEntityAccess/{grant}")).Status
            );
        }

        string metadata = (await client.ReadAsync("ConnectedApp", "Finance_Reports"))!.ToString();
        Assert.DoesNotContain("Finance_Close", metadata, StringComparison.Ordinal);
        Assert.DoesNotContain("profileName", metadata, StringComparison.Ordinal);
        Assert.Contains("permissionSetName", metadata, StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync(client, $"SetupEntityAccess WHERE SetupEntityId = '{app}'"));
    }

    [Fact]
    public async Task A_collection_takes_each_record_on_its_own_or_all_or_none()
    {
        await using PracticeClient client = new();
        object Records(bool allOrNone) =>
            new
            {
                allOrNone,
                records = new object[]
                {
                    new
                    {
                        attributes = new { type = "PermissionSet" },
                        Name = "One",
                        Label = "One",
                    },
                    new
                    {
                        attributes = new { type = "PermissionSet" },
                        Name = "Route_Planning",
                        Label = "Taken",
                    },
                    new
                    {
                        attributes = new { type = "PermissionSet" },
                        Name = "Two",
                        Label = "Two",
                    },
                },
            };
        (_, JsonElement none) = await SendAsync(
            client,
            HttpMethod.Post,
            "/composite/sobjects",
            Records(allOrNone: true)
        );
        Assert.Equal(
            ["ALL_OR_NONE_OPERATION_ROLLED_BACK", "DUPLICATE_VALUE", "ALL_OR_NONE_OPERATION_ROLLED_BACK"],
            none.EnumerateArray().Select(r => r.GetProperty("errors")[0].GetProperty("statusCode").GetString())
        );
        Assert.Equal(0, await CountAsync(client, "PermissionSet WHERE Name IN ('One', 'Two')"));
        (_, JsonElement some) = await SendAsync(
            client,
            HttpMethod.Post,
            "/composite/sobjects",
            Records(allOrNone: false)
        );
        Assert.Equal([true, false, true], some.EnumerateArray().Select(r => r.GetProperty("success").GetBoolean()));
        string ids = string.Join(
            ',',
            some.EnumerateArray()
                .Where(r => r.GetProperty("success").GetBoolean())
                .Select(r => r.GetProperty("id").GetString())
        );
        (_, JsonElement gone) = await SendAsync(client, HttpMethod.Delete, "/composite/sobjects?ids=" + ids);
        Assert.All(gone.EnumerateArray(), r => Assert.True(r.GetProperty("success").GetBoolean()));
        Assert.Equal(0, await CountAsync(client, "PermissionSet WHERE Name IN ('One', 'Two')"));
        object many = new
        {
            records = Enumerable
                .Range(0, 201)
                .Select(i => new
                {
                    attributes = new { type = "PermissionSet" },
                    Name = "P" + i,
                    Label = "P",
                }),
        };
        Assert.Equal(
            "EXCEEDED_MAX_SIZE_REQUEST",
            await RefusalAsync(client, HttpMethod.Post, "/composite/sobjects", many)
        );
    }

    [Fact]
    public async Task Writes_count_as_changes_in_the_journal()
    {
        await using PracticeClient client = new("empty");
        await CreateAsync(client, "PermissionSet", new { Name = "A", Label = "A" });
        Assert.Equal(1, client.Org.Requests.Changes);
        Assert.Equal(1, client.Org.Requests.CountOf("sobject create"));
    }

    [Fact]
    public async Task Every_change_of_metadata_is_in_the_audit_trail()
    {
        await using PracticeClient client = new("empty");
        await client.MakeAppAsync("Trail");
        await client.SoapAsync("deleteMetadata", "<type>ExternalClientApplication</type><fullNames>Trail</fullNames>");
        JsonElement rows = (
            await client.QueryAsync(
                "SELECT Action, Display, CreatedBy.Username FROM SetupAuditTrail WHERE Display LIKE "
                    + "'%ExternalClientApplication Trail' ORDER BY Action"
            )
        ).GetProperty("records");
        Assert.Equal(
            ["deleteExternalClientApplication", "insertExternalClientApplication"],
            rows.EnumerateArray().Select(r => r.GetProperty("Action").GetString())
        );
        Assert.All(
            rows.EnumerateArray(),
            r => Assert.Equal(client.Org.Username, r.GetProperty("CreatedBy").GetProperty("Username").GetString())
        );
    }
}
